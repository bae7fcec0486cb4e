using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class SecretReferenceTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("env:NAME", true)]
    [InlineData("file:/run/secrets/key", true)]
    [InlineData("sk-123", false)]
    [InlineData("ENV:NAME", false)]
    [InlineData(" env:NAME", false)]
    [InlineData("", false)]
    public void Tells_a_reference_from_a_literal(string text, bool isReference) => Assert.Equal(isReference, SecretReference.IsReference(text));

    [Theory]
    [InlineData("file:/a/b", "/a/b")]
    [InlineData("file:", null)]
    [InlineData("env:NAME", null)]
    public void Names_the_file_of_a_reference(string text, string? path) => Assert.Equal(path, SecretReference.FileOf(text));

    [Fact]
    public void Reads_an_environment_variable() => Assert.Equal("s3cret", Resolve("env:KEY", ("KEY", "s3cret")).Value);

    [Theory]
    [InlineData("s3cret", "s3cret")]
    [InlineData("s3cret\n", "s3cret")]
    [InlineData("s3cret\r\n", "s3cret")]
    [InlineData("s3cret\n\n", "s3cret\n")]
    [InlineData("s3cret ", "s3cret ")]
    public void Reads_a_file_without_its_last_line_break(string content, string secret)
    {
        File.WriteAllText(_file, content);

        Assert.Equal(secret, Resolve($"file:{_file}").Value);
    }

    [Theory]
    [InlineData("env:OTHER", "OTHER is not set")]
    [InlineData("env:EMPTY", "EMPTY is empty")]
    [InlineData("env:", "no reference")]
    [InlineData("env:sk-123", "no reference")]
    [InlineData("env:1A", "no reference")]
    [InlineData("file:", "no reference")]
    [InlineData("sk-123", "no reference")]
    [InlineData("file:/no/such/file", "/no/such/file does not exist")]
    public void Says_what_to_mend(string reference, string words)
    {
        var (value, error) = Resolve(reference, ("EMPTY", " "));

        Assert.Null(value);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-123", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "is empty")]
    [InlineData(70_000, "larger than 64 KiB")]
    public void Refuses_a_file_that_holds_no_secret(int length, string words)
    {
        File.WriteAllText(_file, new string('x', length));

        Assert.Contains(words, Resolve($"file:{_file}").Error, StringComparison.Ordinal);
    }

    private static (string? Value, string? Error) Resolve(string reference, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(variable => variable.Name, variable => variable.Value);
        var resolved = SecretReference.TryResolve(reference, variables.GetValueOrDefault, out var value, out var error);
        Assert.Equal(resolved, error is null);
        return (value, error);
    }
}
