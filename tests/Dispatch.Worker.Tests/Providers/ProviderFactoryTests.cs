using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Worker.Tests.Providers;

public sealed class ProviderFactoryTests
{
    [Fact]
    public async Task Makes_a_provider_of_the_kind_that_the_provider_names()
    {
        await using var services = Services();
        var factory = services.GetRequiredService<IProviderFactory>();
        await using var provider = factory.Create("sim", new ProviderOptions { Kind = "simulator" });

        var reply = await provider.CallAsync(
            new ProviderCall(CompletionRequest.ChatCompletions, RequestBody.Parse("{}"u8.ToArray()), Model: null), TestContext.Current.CancellationToken);

        Assert.Contains("'sim'", Assert.IsType<ProviderReply.Answered>(reply).Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("openai", factory.Create("http", new ProviderOptions { BaseUrl = "http://localhost/v1" }).Kind);
        Assert.Equal("anthropic", factory.Create("claude", new ProviderOptions { Kind = "anthropic", BaseUrl = "http://localhost/v1" }).Kind);
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
        var factory = services.GetRequiredService<IProviderFactory>();

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
        var factory = services.GetRequiredService<IProviderFactory>();

        Assert.Throws<InvalidOperationException>(() => factory.Create("p", new ProviderOptions { Kind = kind, BaseUrl = baseUrl }));
    }

    [Fact]
    public void Refuses_two_kinds_of_one_name() =>
        Assert.Throws<ArgumentException>(() => new ProviderFactory(
            [new NamedKind("same"), new NamedKind("same")], TimeProvider.System, new Random(1), NullLogger<Provider>.Instance));

    private static ServiceProvider Services() => new ServiceCollection().AddLogging().AddSingleton(new Random(1)).AddProviders().BuildServiceProvider();

    private sealed class NamedKind(string name) : IProviderKind
    {
        public string Name => name;

        public IProviderAdapter Create(string key, ProviderOptions options) => throw new NotSupportedException();
    }
}
