namespace Dispatch.Worker.Tests.Configuration;

public sealed class ModelRulesTests
{
    [Theory]
    [InlineData("'concurrency': 10, 'models': { 'm': { 'concurrency': 11 } }", ".models.m.concurrency", "The model's limit (11) can never take effect: the provider's (10) is lower")]
    [InlineData("'requestsPerMinute': 60, 'models': { 'm': { 'requestsPerMinute': 100 } }", ".models.m.requestsPerMinute", "(100) can never take effect: the provider's (60)")]
    [InlineData("'tokensPerMinute': 1000, 'models': { 'a:b': { 'tokensPerMinute': 2000 } }", ".models[\"a:b\"].tokensPerMinute", "Lower this one, or raise the provider's.")]
    public void Warns_of_a_limit_above_the_providers(string provider, string path, string words) =>
        Expect.OneWarning(Find(provider), "providers.p" + path, words);

    [Theory]
    [InlineData("'concurrency': 10, 'models': { 'm': { 'concurrency': 10 } }")]
    [InlineData("'concurrency': 10, 'models': { 'm': { 'requestsPerMinute': 11, 'tokensPerMinute': 11 } }")]
    [InlineData("'models': { 'm': { 'concurrency': 11 }, 'n': {} }")]
    public void Accepts(string provider) => Assert.Empty(Find(provider));

    [Theory]
    [InlineData("'models': { '': {} }", ".models[\"\"]", "The model's name is empty")]
    [InlineData("'models': { ' ': {} }", ".models[\" \"]", "The model's name is empty")]
    [InlineData("'models': { 'm': { 'concurrency': 0 } }", ".models.m.concurrency", "0 is out of range; write 1 or more.")]
    public void Refuses(string provider, string path, string words) => Expect.OneError(Find(provider), "providers.p" + path, words);

    private static IReadOnlyList<Dispatch.Worker.Configuration.ConfigurationFinding> Find(string provider)
    {
        using var sandbox = new Sandbox();
        return sandbox.Load($"{{ 'providers': {{ 'p': {{ 'kind': 'simulator', {provider} }} }} }}").Findings;
    }
}
