using System.Collections.Immutable;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class CredentialRulesTests
{
    private const string Literal = "sk-hunter2";

    [Theory]
    [InlineData("'apiKey': '" + Literal + "'", ".apiKey", "write \"env:NAME\", or in a file and write \"file:PATH\"")]
    [InlineData("'apiKey': ''", ".apiKey", "write \"env:NAME\"")]
    [InlineData("'apiKey': 'env:NOT_SET'", ".apiKey", "NOT_SET is not set")]
    [InlineData("'apiKey': 'env:EMPTY'", ".apiKey", "EMPTY is empty")]
    [InlineData("'apiKey': 'env:" + Literal + "'", ".apiKey", "no reference")]
    [InlineData("'apiKey': 'env:TWO_LINES'", ".apiKey", "can't be sent in a header")]
    [InlineData("'apiKey': 'env:NOT_ASCII'", ".apiKey", "can't be sent in a header")]
    [InlineData("'apiKey': 'env:PADDED'", ".apiKey", "without spaces around it")]
    [InlineData("'apiKey': 'file:/no/such/file'", ".apiKey", "/no/such/file does not exist")]
    [InlineData("'headers': { 'Authorization': 'Bearer " + Literal + "' }", ".headers.Authorization", "must not stand in the configuration")]
    [InlineData("'headers': { 'api-key': '" + Literal + "' }", ".headers.api-key", "must not stand in the configuration")]
    [InlineData("'headers': { 'x-goog-api-key': '" + Literal + "' }", ".headers.x-goog-api-key", "must not stand in the configuration")]
    [InlineData("'headers': { 'X-ApiKey': '" + Literal + "' }", ".headers.X-ApiKey", "must not stand in the configuration")]
    [InlineData("'headers': { 'Ocp-Apim-Subscription-Key': '" + Literal + "' }", ".headers.Ocp-Apim-Subscription-Key", "must not stand in the configuration")]
    [InlineData("'headers': { 'X-Auth-Token': '" + Literal + "' }", ".headers.X-Auth-Token", "must not stand in the configuration")]
    [InlineData("'headers': { 'Client-Secret': '" + Literal + "' }", ".headers.Client-Secret", "must not stand in the configuration")]
    [InlineData("'headers': { 'Cookie': '" + Literal + "' }", ".headers.Cookie", "must not stand in the configuration")]
    [InlineData("'headers': { 'api-key': 'env:NOT_SET' }", ".headers.api-key", "NOT_SET is not set")]
    [InlineData("'headers': { '': 'x' }", ".headers[\"\"]", "no legal name of a header")]
    [InlineData("'headers': { 'a b': 'x' }", ".headers[\"a b\"]", "no legal name of a header")]
    [InlineData("'headers': { 'a:': 'x' }", ".headers[\"a:\"]", "no legal name of a header")]
    [InlineData("'headers': { 'X-A': 'a\\r\\nb' }", ".headers.X-A", "can't be sent in a header")]
    [InlineData("'headers': { 'X-A': 'ä' }", ".headers.X-A", "can't be sent in a header")]
    [InlineData("'headers': { 'X-A': 'a\\tb' }", ".headers.X-A", "can't be sent in a header")]
    [InlineData("'headers': { 'X-A': ' a' }", ".headers.X-A", "can't be sent in a header")]
    [InlineData("'headers': { 'Content-Length': '5' }", ".headers.Content-Length", "Dispatch sets this header itself")]
    [InlineData("'headers': { 'host': 'x' }", ".headers.host", "Dispatch sets this header itself")]
    [InlineData("'headers': { 'X-A': '1', 'x-a': '2' }", ".headers.x-a", "stands twice")]
    [InlineData("'apiKey': 'env:KEY', 'headers': { 'authorization': 'env:KEY' }", ".headers.authorization", "apiKey is sent as this header already")]
    public void Refuses(string settings, string path, string words) => Expect.OneError(Find(settings), "providers.p" + path, words);

    [Theory]
    [InlineData("'apiKey': 'env:KEY'")]
    [InlineData("'headers': { 'Authorization': 'env:KEY' }")]
    [InlineData("'apiKey': 'env:KEY', 'headers': { 'OpenAI-Organization': 'org-1', 'X-Title': 'my app', 'X-Ref': 'env:KEY', 'X-Empty': '' }")]
    public void Accepts(string settings) => Assert.Empty(Find(settings));

    [Fact]
    public void Accepts_a_file_that_holds_the_secret()
    {
        using var sandbox = new Sandbox();
        var file = sandbox.Write("key", "s3cret\n");

        Assert.Empty(sandbox.Load($"{{ 'providers': {{ 'p': {{ 'baseUrl': 'https://example.com', 'apiKey': 'file:{file}' }} }} }}").Findings);
    }

    [Theory]
    [InlineData("'apiKey': '" + Literal + "'")]
    [InlineData("'apiKey': 'env:" + Literal + "'")]
    [InlineData("'apiKey': 'env:TWO_LINES'")]
    [InlineData("'apiKey': [ '" + Literal + "' ]")]
    [InlineData("'headers': '" + Literal + "'")]
    [InlineData("'headers': { 'api-key': '" + Literal + "' }")]
    [InlineData("'headers': { 'api-key': { '" + "a" + "': '" + Literal + "' } }")]
    public void No_message_repeats_a_secret(string settings)
    {
        var findings = Find(settings);

        Assert.NotEmpty(findings);
        Assert.DoesNotContain("hunter2", string.Concat(findings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'apiKey': true-hunter2")]
    [InlineData("'apiKey': full_hunter2")]
    [InlineData("'apiKey': nothing2hunter2")]
    [InlineData("'apiKey': sk-hunter2")]
    [InlineData("'apiKey': 'sk-hunter2")]
    [InlineData("'apiKey' 'sk-hunter2'")]
    [InlineData("'apiKey': 'env:KEY' sk-hunter2")]
    public void Nor_does_one_about_a_broken_file(string settings)
    {
        var findings = Find(settings);

        Assert.NotEmpty(findings);
        Assert.DoesNotContain("hunter2", string.Concat(findings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Title", false)]
    [InlineData("OpenAI-Organization", false)]
    [InlineData("HTTP-Referer", false)]
    [InlineData("api-version", false)]
    [InlineData("Key", true)]
    [InlineData("Proxy-Authorization", true)]
    [InlineData("x_api_key", true)]
    public void Tells_by_its_name_whether_a_header_holds_a_credential(string name, bool isSecret) => Assert.Equal(isSecret, CredentialRules.SoundsSecret(name));

    private static ImmutableArray<ConfigurationFinding> Find(string settings)
    {
        using var sandbox = new Sandbox();
        sandbox.Environment["KEY"] = "s3cret";
        sandbox.Environment["EMPTY"] = "";
        sandbox.Environment["TWO_LINES"] = "sk-\r\nhunter2";
        sandbox.Environment["NOT_ASCII"] = "sk-ä";
        sandbox.Environment["PADDED"] = "sk-1 ";
        return sandbox.Load($"{{ 'providers': {{ 'p': {{ 'baseUrl': 'https://api.example.com/v1', {settings} }} }} }}").Findings;
    }
}
