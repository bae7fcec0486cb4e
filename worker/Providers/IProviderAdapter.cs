namespace Dispatch.Worker.Providers;

/// <summary>Speaks one kind of provider's protocol. One instance serves one provider, many calls at once.</summary>
internal interface IProviderAdapter
{
    /// <summary>
    /// Makes one call. A failure of the provider, of the connection or of the answer is a <see cref="ProviderReply.Failed"/>, never
    /// an exception; <see cref="OperationCanceledException"/> is thrown only where <paramref name="cancellationToken"/> asks for it.
    /// </summary>
    Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken);
}
