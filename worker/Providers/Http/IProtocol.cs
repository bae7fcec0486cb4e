using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.Providers.Http;

/// <summary>What differs between the HTTP APIs of providers: how a call is put to one, and how its answer is read.</summary>
internal interface IProtocol
{
    /// <summary>The body is translated, so that a provider's word on it says nothing of what the publisher wrote.</summary>
    bool Translates { get; }

    /// <summary>
    /// Puts the call into the protocol's words, or says in <paramref name="failed"/> why that can't be done:
    /// <see cref="Contracts.FailureKind.InvalidRequest"/> where that is the call's own fault,
    /// <see cref="Contracts.FailureKind.ModelUnavailable"/> where another provider may well serve it.
    /// </summary>
    bool TryMap(
        ProviderCall call, [NotNullWhen(true)] out MappedCall? mapped, [NotNullWhen(false)] out ProviderReply.Failed? failed);

    /// <summary>
    /// Reads the body of a success, of <paramref name="status"/> 200 to 299. <paramref name="body"/> is valid during the call only.
    /// <paramref name="now"/> is when it came. What is no usable answer is a failure, never an exception.
    /// </summary>
    ProviderReply Read(ProviderCall call, int status, ReadOnlySpan<byte> body, DateTimeOffset now);
}
