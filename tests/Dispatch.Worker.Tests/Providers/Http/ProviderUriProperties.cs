using CsCheck;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Tests.Providers.Http;

/// <summary>Whatever a request says, it is sent where the configuration says.</summary>
public sealed class ProviderUriProperties
{
    private static readonly string[] Hostile =
    [
        "//evil.example", "/v1//evil.example", "/v1/../..", "/../", "/..", "/.", "/./", "/\\evil.example", "\\\\evil.example", "/v1/\\..\\..", "@evil.example",
        "/v1@evil.example", ":80@evil.example/", "%2e%2e", "%2E%2e%2f", "..%2f..%5c", "%252e%252e%252f", "?", "?key=mine", "#", "#part", "\t", "\r\n", "\r\nHost: evil.example",
        "\0", "\u0085", "\u2028", "\u00a0", "\u202e", "\ufeff", "．．", "．", "／", "＼", "⁄", "∕", "ｅvil", "。", "ß", "İ", "é", "e\u0301", "\ud83d\ude00", "\ud800", "\udc00",
        "https://evil.example/v1", "http:", "file:///etc/passwd", "javascript:", "[::1]", "{model}", "{MODEL}", "..", ".", "...", ".. ", " ..", ";/../", "..;/", "~", "*", "|", "<>\"`^",
        "v1", "/v1/", "/v1/chat/completions", "chat", "completions", "a", "gpt-4.1", "org/model:free", "",
    ];

    private static readonly ProviderOptions[] Bases =
    [
        new() { BaseUrl = "https://api.example" },
        new() { BaseUrl = "https://api.example:8443/root/v1/" },
        new() { BaseUrl = "http://[::1]:8000/v1", Query = new Dictionary<string, string> { ["api-version"] = "1" } },
        new() { BaseUrl = "https://api.example/root", Path = "/d/{model}/chat/completions", Query = new Dictionary<string, string> { ["api-version"] = "1" } },
        new() { BaseUrl = "https://api.example/root", Path = "/{model}" },
        new() { BaseUrl = "https://api.example", Path = "{model}/{model}/x" },
        new() { BaseUrl = "https://api.example/root", Path = "/fixed" },
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf(Hostile),
        Gen.OneOf(Hostile).Array[2, 5].Select(string.Concat),
        Gen.String[0, 20],
        Gen.String[Gen.Char["/\\.%2eE@:?#[]v1 \t\r\n"], 0, 20],
        Gen.OneOf(Hostile).Select(text => "/v1/" + text),
        Gen.String[Gen.Char["/.:~-_a1"], 0, 12].Select(text => "/v1/" + text));

    [Fact]
    public void Neither_endpoint_nor_model_leads_out_of_the_base_url() =>
        Gen.Select(Gen.OneOf(Bases), Text, Text).Sample((options, endpoint, model) => Check(options, endpoint, model), iter: 20_000);

    [Fact]
    public void Nor_does_any_of_the_known_tricks()
    {
        foreach (var options in Bases)
        {
            foreach (var trick in Hostile)
            {
                Check(options, trick, trick);
                Check(options, "/v1/" + trick, trick);
                Check(options, "/v1/chat/completions", trick + "/" + trick);
                Check(options, "/v1/chat/completions", "m" + trick);
                Check(options, $"/v1/a{trick}/b", "a" + trick + "b");
            }
        }
    }

    [Fact]
    public void Plain_names_are_let_through()
    {
        foreach (var options in Bases)
            Assert.True(ProviderUri.TryBuild(options, "/v1/chat/completions", "gpt-4.1", out _, out _));
    }

    private static void Check(ProviderOptions options, string endpoint, string model)
    {
        if (!ProviderUri.TryBuild(options, endpoint, model, out var uri, out _))
            return;

        var root = new Uri(options.BaseUrl!);
        var path = root.AbsolutePath.TrimEnd('/') + "/";
        Assert.Equal((root.Scheme, root.Host, root.Port, "", ""), (uri.Scheme, uri.Host, uri.Port, uri.UserInfo, uri.Fragment));
        Assert.StartsWith(path, uri.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(options.Query.Count == 0 ? "" : "?api-version=1", uri.Query);
        Assert.All(uri.PathAndQuery, character => Assert.InRange(character, '!', '~'));

        var below = uri.AbsolutePath[path.Length..].Split('/');
        Assert.DoesNotContain("", below);
        // Nor where a server unescapes what a proxy has let through.
        Assert.DoesNotContain(Uri.UnescapeDataString(uri.AbsolutePath).Split('/', '\\'), segment => segment is "." or "..");
        Assert.Equal((options.Path?.TrimStart('/') ?? endpoint["/v1/".Length..]).Split('/').Length, below.Length);
    }
}
