using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Worker.Tests.Providers;

public sealed class ProviderAdapterFactoryTests
{
    [Fact]
    public async Task Makes_an_adapter_of_the_kind_that_the_provider_names()
    {
        await using var services = Services();
        var factory = services.GetRequiredService<IProviderAdapterFactory>();
        var adapter = factory.Create("sim", new ProviderOptions { Kind = "simulator" });

        var reply = await adapter.CallAsync(
            new ProviderCall(CompletionRequest.ChatCompletions, "{}"u8.ToArray(), Model: null), TestContext.Current.CancellationToken);

        Assert.Contains("'sim'", Assert.IsType<ProviderReply.Answered>(reply).Body.GetRawText(), StringComparison.Ordinal);
        Assert.IsType<ProviderPipeline>(factory.Create("http", new ProviderOptions { BaseUrl = "http://localhost/v1" }));
        Assert.IsType<ProviderPipeline>(factory.Create("claude", new ProviderOptions { Kind = "anthropic", BaseUrl = "http://localhost/v1" }));
    }

    [Fact]
    public void Knows_every_kind_that_may_be_configured()
    {
        using var services = Services();

        Assert.Equal(ProviderKinds.All.Order(), services.GetServices<IProviderKind>().Select(kind => kind.Name).Order());
    }

    [Fact]
    public void Refuses_a_kind_that_does_not_exist()
    {
        using var services = Services();
        var factory = services.GetRequiredService<IProviderAdapterFactory>();

        var thrown = Assert.Throws<InvalidOperationException>(() => factory.Create("p", new ProviderOptions { Kind = "OpenAI" }));

        Assert.Contains("providers.p.kind: 'OpenAI' is none of anthropic, openai, simulator", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", null)]
    [InlineData("openai", "api.example/v1")]
    [InlineData("openai", "ftp://api.example/v1")]
    [InlineData("anthropic", null)]
    public void Refuses_a_base_url_that_is_none(string kind, string? baseUrl)
    {
        using var services = Services();
        var factory = services.GetRequiredService<IProviderAdapterFactory>();

        Assert.Throws<InvalidOperationException>(() => factory.Create("p", new ProviderOptions { Kind = kind, BaseUrl = baseUrl }));
    }

    [Fact]
    public void Refuses_two_kinds_of_one_name() =>
        Assert.Throws<ArgumentException>(() => new ProviderAdapterFactory(
            [new NamedKind("same"), new NamedKind("same")], TimeProvider.System, NullLogger<ProviderPipeline>.Instance));

    private static ServiceProvider Services() => new ServiceCollection().AddLogging().AddProviders().BuildServiceProvider();

    private sealed class NamedKind(string name) : IProviderKind
    {
        public string Name => name;

        public IProviderAdapter Create(string key, ProviderOptions options) => throw new NotSupportedException();
    }
}
