using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    private const string Valid = "{ 'providers': { 'a': { 'kind': 'simulator' } } }";
    private const string InSection = "{ 'Logging': { 'x': 1 }, 'dispatch': " + Valid + " }";

    [Fact]
    public void The_current_directory_comes_before_the_executables()
    {
        using Sandbox here = new(), there = new();
        var loader = here.Loader(here.PathOf(""), there.PathOf(""));
        there.WriteConfiguration(Valid);

        Assert.Equal(there.PathOf("dispatch.json"), loader.Load().File);
        here.WriteConfiguration(Valid);
        Assert.Equal(here.PathOf("dispatch.json"), loader.Load().File);
    }

    [Fact]
    public void A_section_of_appsettings_serves_where_there_is_no_dispatch_json()
    {
        using var sandbox = new Sandbox();
        sandbox.WriteConfiguration(InSection, "appsettings.json");

        var loaded = sandbox.Loader().Load();

        Assert.Equal(sandbox.PathOf("appsettings.json"), loaded.File);
        Assert.Equal(["a"], loaded.Options!.Providers.Keys);
        sandbox.WriteConfiguration(Valid);
        Assert.Equal(sandbox.PathOf("dispatch.json"), sandbox.Loader().Load().File);
    }

    [Fact]
    public void An_appsettings_here_comes_before_the_example_beside_the_executable()
    {
        using Sandbox here = new(), there = new();
        here.WriteConfiguration(InSection, "appsettings.json");
        there.WriteConfiguration(Valid);

        Assert.Equal(here.PathOf("appsettings.json"), here.Loader(here.PathOf(""), there.PathOf("")).Load().File);
    }

    [Fact]
    public void An_appsettings_without_the_section_is_passed_over()
    {
        using Sandbox here = new(), there = new();
        here.WriteConfiguration("{ 'Logging': {} }", "appsettings.json");
        there.WriteConfiguration(Valid);

        Assert.Equal(there.PathOf("dispatch.json"), here.Loader(here.PathOf(""), there.PathOf("")).Load().File);
    }

    [Fact]
    public void Paths_in_a_section_begin_with_it_as_written()
    {
        using var sandbox = new Sandbox();
        sandbox.WriteConfiguration("{ 'DISPATCH': { 'providers': {}, 'x:y': 1 } }", "appsettings.json");

        Assert.Equal(["DISPATCH[\"x:y\"]", "DISPATCH.providers"], sandbox.Loader().Load().Findings.Select(finding => finding.Path));
    }

    [Fact]
    public void Without_a_file_it_says_where_it_looked()
    {
        using var sandbox = new Sandbox();

        var finding = Assert.Single(sandbox.Loader().Load().Findings);

        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains(sandbox.PathOf("dispatch.json"), finding.Message, StringComparison.Ordinal);
        Assert.Contains(sandbox.PathOf("appsettings.json"), finding.Message, StringComparison.Ordinal);
        Assert.Contains("--config", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_file_is_taken_relative_to_the_current_directory()
    {
        using var sandbox = new Sandbox();
        sandbox.WriteConfiguration(Valid, "other.json");

        Assert.Equal(sandbox.PathOf("other.json"), sandbox.Loader().Load("other.json").File);
    }

    [Fact]
    public void A_named_file_that_is_missing_is_not_replaced_by_another()
    {
        using var sandbox = new Sandbox();
        sandbox.WriteConfiguration(Valid);

        Expect.OneError(sandbox.Loader().Load("other.json").Findings, sandbox.PathOf("other.json"), "no such file");
    }

    [Fact]
    public void A_named_appsettings_must_have_the_section()
    {
        using var sandbox = new Sandbox();
        sandbox.WriteConfiguration(Valid, "appsettings.Production.json");

        Expect.OneError(
            sandbox.Loader().Load("appsettings.Production.json").Findings, sandbox.PathOf("appsettings.Production.json"), "no section \"Dispatch\"");
    }

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_accepted()
    {
        using var sandbox = new Sandbox();

        Assert.True(sandbox.Load("\uFEFF// a comment\n{ 'providers': { 'a': { 'kind': 'simulator', }, }, /* more */ '$schema': './x.json', }").IsValid);
    }

    [Fact]
    public void A_syntax_error_is_told_with_line_and_column()
    {
        using var sandbox = new Sandbox();

        Expect.OneError(sandbox.Load("{\n  'transport': memory\n}").Findings, sandbox.PathOf("dispatch.json"), "Line 2, column 16:");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("null")]
    public void A_file_that_holds_no_object_is_refused(string json)
    {
        using var sandbox = new Sandbox();

        Expect.OneError(sandbox.Load(json).Findings, sandbox.PathOf("dispatch.json"), "one JSON object");
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        using var sandbox = new Sandbox();

        Expect.OneError(sandbox.Load("").Findings, sandbox.PathOf("dispatch.json"), "Line 1, column 1:");
    }
}
