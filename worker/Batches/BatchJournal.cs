using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dispatch.Worker.Batches;

/// <summary>
/// The journal of a batch: a line that says what the batch is, then one for each commit with the lines that the broker has confirmed
/// since and how far the other files were written.
/// </summary>
internal static class BatchJournal
{
    public static byte[] Line<T>(T entry) => [.. JsonSerializer.SerializeToUtf8Bytes(entry), (byte)'\n'];

    /// <summary>Says what a batch is.</summary>
    internal sealed record Header
    {
        /// <summary>The batch's id, which names its queue.</summary>
        [JsonPropertyName("batch")]
        public required string Batch { get; init; }

        /// <summary>The transport, without credentials.</summary>
        [JsonPropertyName("transport")]
        public required string Transport { get; init; }

        [JsonPropertyName("input")]
        public required string Input { get; init; }

        [JsonPropertyName("fingerprint")]
        public required InputFingerprint Fingerprint { get; init; }
    }

    /// <summary>What one commit added.</summary>
    internal sealed record Commit
    {
        /// <summary>Lines confirmed by the broker, in ranges of first and last.</summary>
        [JsonPropertyName("sent")]
        public required List<long[]> Sent { get; init; }

        /// <summary>The length of the results, in bytes.</summary>
        [JsonPropertyName("results")]
        public required long Results { get; init; }

        /// <summary>The length of the errors, in bytes.</summary>
        [JsonPropertyName("errors")]
        public required long Errors { get; init; }
    }
}
