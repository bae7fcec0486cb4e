using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class ApiKeyTests
{
    private const string Key = "0123456789abcdef";

    [Theory]
    [InlineData("'apiKey': 'a-literal-of-the-tests'", "A credential must not stand in the configuration; store it")]
    [InlineData("'apiKey': 'env:NO_SUCH_VARIABLE'", "The environment variable NO_SUCH_VARIABLE is not set")]
    [InlineData("'apiKey': 'env:SHORT'", "shorter than 16 characters")]
    [InlineData("'apiKey': 'env:BROKEN'", "it must be printable ASCII on one line")]
    [InlineData("'apiKey': 5", "Here stands a number; a text in quotes is wanted.")]
    public void Refuses(string setting, string words)
    {
        using var sandbox = Sandbox();

        var findings = sandbox.Load($"{{ {Configuration.Sandbox.OneProvider}, {setting} }}").Findings;

        Expect.OneError(findings, "apiKey", words);
        Assert.DoesNotContain("literal-of-the-tests", string.Concat(findings), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_read_from_a_file_that_is_watched()
    {
        using var sandbox = Sandbox();
        var file = sandbox.Write("key", Key + "\n");

        var loaded = sandbox.Load($"{{ {Configuration.Sandbox.OneProvider}, 'apiKey': 'file:{file}' }}");
        var key = new SnapshotBuilder(new RecordingFactory(), sandbox.Loader().Variable).Build(loaded.Options!).Snapshot.ApiKey;

        Assert.Contains(file, loaded.Files);
        Assert.True(key!.Is(Key));
        Assert.False(key.Is(Key + "\n"));
    }

    [Fact]
    public void There_is_none_by_default()
    {
        using var sandbox = Sandbox();
        var options = sandbox.Load($"{{ {Configuration.Sandbox.OneProvider} }}").Options!;

        Assert.Null(new SnapshotBuilder(new RecordingFactory(), sandbox.Loader().Variable).Build(options).Snapshot.ApiKey);
    }

    [Fact]
    public void A_changed_key_is_taken_over_and_not_logged()
    {
        using var sandbox = Sandbox();
        var file = sandbox.Write("key", Key);
        var loaded = sandbox.Load($"{{ {Configuration.Sandbox.OneProvider}, 'apiKey': 'file:{file}' }}");
        var logger = new RecordingLogger<LiveConfiguration>();
        var loader = sandbox.Loader();
        var live = new LiveConfiguration(loaded, loader, new SnapshotBuilder(new RecordingFactory(), loader.Variable), TimeProvider.System, logger);

        sandbox.Write("key", "another-key-of-the-tests");

        Assert.True(live.Reload());
        Assert.True(live.Current.ApiKey!.Is("another-key-of-the-tests"));
        Assert.Contains(logger.Entries, entry => entry.Message.EndsWith("changed: apiKey (a secret)", StringComparison.Ordinal));
        Assert.DoesNotContain(logger.Entries, entry => entry.Message.Contains("another-key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Key, true)]
    [InlineData("0123456789abcdeF", false)]
    [InlineData("0123456789abcde", false)]
    [InlineData("0123456789abcdef0", false)]
    [InlineData("", false)]
    public void Is_the_same_text_alone(string shown, bool isSame) => Assert.Equal(isSame, ApiKey.Resolve("env:KEY", _ => Key)!.Is(shown));

    [Fact]
    public void Cannot_be_made_of_what_is_not_there() =>
        Assert.Contains("MISSING", Assert.Throws<InvalidOperationException>(() => ApiKey.Resolve("env:MISSING", _ => null)).Message, StringComparison.Ordinal);

    private static Sandbox Sandbox() => new() { Environment = { ["SHORT"] = "0123456789abcde", ["BROKEN"] = "0123456789\n0123456789" } };
}
