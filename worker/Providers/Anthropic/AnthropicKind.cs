using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Anthropic's Messages API, for requests in the shape of OpenAI's chat completions.</summary>
internal sealed class AnthropicKind(HttpAdapters adapters) : IProviderKind
{
    public string Name => ProviderKinds.Anthropic;

    public IProviderAdapter Create(string key, ProviderOptions options) =>
        adapters.Create(key, options, new AnthropicProtocol(options), AnthropicProtocol.Headers);
}
