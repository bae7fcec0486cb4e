using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>Any HTTP API that speaks OpenAI's protocol.</summary>
internal sealed class OpenAiKind(HttpAdapters adapters) : IProviderKind
{
    public string Name => ProviderKinds.OpenAi;

    public IProviderAdapter Create(string key, ProviderOptions options) =>
        adapters.Create(key, options, new OpenAiProtocol(options), OpenAiProtocol.Headers);
}
