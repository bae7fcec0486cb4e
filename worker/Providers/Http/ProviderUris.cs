using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.Providers.Http;

/// <summary>The addresses of one provider's calls, each put together once. A request may name any endpoint and model, so only so many are kept.</summary>
internal sealed class ProviderUris(ProviderOptions options)
{
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<(string Endpoint, string? Model), Uri> _known = new();

    /// <summary>The provider's path has a place for the model.</summary>
    public bool NameModel { get; } = ProviderUri.NamesModel(options);

    /// <inheritdoc cref="ProviderUri.TryBuild"/>
    public bool TryFind(string endpoint, string? model, [NotNullWhen(true)] out Uri? uri, [NotNullWhen(false)] out ProviderReply.Failed? failed)
    {
        failed = null;
        var key = (endpoint, NameModel ? model : null);
        if (_known.TryGetValue(key, out uri))
            return true;
        if (!ProviderUri.TryBuild(options, endpoint, model, out uri, out failed))
            return false;

        if (_known.Count >= MostKept)
            _known.Clear();
        _known[key] = uri;
        return true;
    }
}
