using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Tests.Providers.Http;

namespace Dispatch.Worker.Tests.Providers.OpenAi;

/// <summary>What goes over the wire when all is well.</summary>
public sealed class OpenAiAdapterTests
{
    private const string Odd =
        """{ "model" : "asked-for","n":1.0,"e":1e2,"big":123456789012345678901234567890,"n":2,"s":"\ud800 \u00e9 é 😀","choices":[ {"message":{"content":"Hi"}} ] }""";

    private const string Answer = """{"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":3}}""";

    [Fact]
    public async Task Bytes_go_and_come_as_they_are()
    {
        await using var provider = await LocalProvider.StartAsync(200, Odd.Replace("asked-for", "answered", StringComparison.Ordinal));

        var reply = await Calling.CallAsync(new ProviderOptions { BaseUrl = provider.BaseUrl }, Calling.Body(Odd));

        var answered = Assert.IsType<ProviderReply.Answered>(reply);
        Assert.Equal(Odd, Encoding.UTF8.GetString(Assert.Single(provider.Received).Body));
        Assert.Equal(Odd.Replace("asked-for", "answered", StringComparison.Ordinal), Text(answered.Body));
    }

    [Fact]
    public async Task Only_the_model_is_rewritten_where_the_call_names_one()
    {
        await using var provider = await LocalProvider.StartAsync(200, "{}");

        await Calling.CallAsync(new ProviderOptions { BaseUrl = provider.BaseUrl }, Calling.Body(Odd, "named/by-member"));

        Assert.Equal(
            Odd.Replace("asked-for", "named/by-member", StringComparison.Ordinal),
            Encoding.UTF8.GetString(Assert.Single(provider.Received).Body));
    }

    [Fact]
    public async Task The_path_takes_the_model_of_the_body_where_the_member_names_none()
    {
        await using var provider = await LocalProvider.StartAsync(200, "{}");
        var options = new ProviderOptions { BaseUrl = provider.BaseUrl, Path = "/d/{model}/chat" };

        await Calling.CallAsync(options, Calling.Body("""{"model":"asked-for"}"""));
        await Calling.CallAsync(options, Calling.Body("""{"model":"asked-for"}""", "named"));

        Assert.Equal(["/v1/d/asked-for/chat", "/v1/d/named/chat"], provider.Received.Select(call => call.Target));
    }

    [Fact]
    public async Task Sends_the_headers_that_are_meant_and_no_other()
    {
        await using var provider = await LocalProvider.StartAsync(200, "{}");
        using var activity = new Activity("a job").Start();

        await Calling.CallAsync(new ProviderOptions
        {
            BaseUrl = provider.BaseUrl,
            ApiKey = "env:KEY",
            Headers = new Dictionary<string, string> { ["X-Title"] = "Dispatch" },
        });

        var headers = Assert.Single(provider.Received).Headers;
        Assert.Equal(
            ["Accept", "Accept-Encoding", "Authorization", "Content-Length", "Content-Type", "Host", "User-Agent", "X-Title"],
            headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal($"Bearer {Calling.Key}", headers["Authorization"]);
        Assert.Equal("application/json", headers["Content-Type"]);
    }

    [Fact]
    public async Task Keeps_no_cookie()
    {
        await using var provider = await LocalProvider.StartAsync(200, "{}", ("Set-Cookie", "session=1; Path=/"));
        await using var adapter = Calling.Adapter(new ProviderOptions { BaseUrl = provider.BaseUrl });

        await adapter.CallAsync(Calling.Chat, TestContext.Current.CancellationToken);
        await adapter.CallAsync(Calling.Chat, TestContext.Current.CancellationToken);

        Assert.Equal(2, provider.Received.Count);
        Assert.All(provider.Received, call => Assert.False(call.Headers.ContainsKey("Cookie")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Unpacks_a_compressed_answer(string encoding)
    {
        await using var provider = await LocalProvider.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            await using var packed = Packing.Pack(encoding, context.Response.Body);
            await packed.WriteAsync(Encoding.UTF8.GetBytes(Answer));
        });

        var reply = await Calling.CallAsync(new ProviderOptions { BaseUrl = provider.BaseUrl });

        Assert.Equal(new TokenUsage { InputTokens = 3 }, Assert.IsType<ProviderReply.Answered>(reply).Usage);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Takes_an_answer_up_to_its_limit(int tooMuch, bool isTaken)
    {
        const int Limit = 100_000;

        // Blanks at the end, so that a cut answer would still be whole JSON.
        await using var provider = await LocalProvider.StartAsync(200, Answer + new string(' ', Limit + tooMuch - Answer.Length));

        var reply = await Calling.CallAsync(new ProviderOptions { BaseUrl = provider.BaseUrl, MaxResponseBytes = Limit });

        Assert.Equal(isTaken, reply is ProviderReply.Answered);
    }

    private static string Text(JsonElement element) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element));
}
