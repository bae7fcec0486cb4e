using System.Collections.Immutable;
using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers;

/// <summary>What came of a call: an answer, or a failure that has been classified.</summary>
internal abstract record ProviderReply
{
    private ProviderReply()
    {
    }

    /// <summary>A whole answer.</summary>
    /// <param name="StatusCode">200 to 299.</param>
    /// <param name="Body">The answer, byte for byte.</param>
    /// <param name="Usage">The tokens it says it used, if it says.</param>
    public sealed record Answered(int StatusCode, JsonElement Body, TokenUsage? Usage) : ProviderReply
    {
        /// <summary>The fields of the body that were left out, because the protocol has no place for them.</summary>
        public ImmutableArray<string> DroppedFields { get; init; } = [];

        /// <summary>How many calls the provider still takes at the moment, 0 or more; null where it does not say.</summary>
        public int? CallsLeft { get; init; }

        /// <summary>The model that says it answered; null: none says so.</summary>
        public string? Model =>
            Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("model"u8, out var model) && model.ValueKind == JsonValueKind.String ? model.GetString() : null;
    }

    /// <summary>No usable answer.</summary>
    /// <param name="Kind">What the failure means.</param>
    /// <param name="StatusCode">The HTTP status, if one was received.</param>
    /// <param name="RetryAfter">How long the provider asks to be left alone, if it says.</param>
    /// <param name="Message">What the provider or the connection said. Cut to <see cref="Attempt.MaxMessageLength"/> where it is recorded.</param>
    public sealed record Failed(FailureKind Kind, int? StatusCode, TimeSpan? RetryAfter, string Message) : ProviderReply
    {
        /// <summary>
        /// It says something of this request alone, for instance that the model takes no images: the request goes to another member, and
        /// other requests may well be answered here.
        /// </summary>
        public bool ConcernsRequestOnly { get; init; }

        /// <summary>What the provider has too much of, where it says so.</summary>
        public ProviderStrain Strain { get; init; }

        /// <summary>False where nobody was called, because the request does not fit the provider's protocol.</summary>
        public bool WasCalled { get; init; } = true;
    }
}
