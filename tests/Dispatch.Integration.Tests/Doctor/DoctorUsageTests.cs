namespace Dispatch.Integration.Tests.Doctor;

public sealed class DoctorUsageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_configuration_with_an_error_is_reported_and_the_rest_left_out()
    {
        var run = await DoctorRun.RunAsync(new { Transport = "pigeon" }, Cancellation);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Of("error"), finding => finding is { Check: "configuration", Found: "transport" });
        Assert.Equal("Broker and providers were not checked", run.Single("note", "configuration").Found);
    }

    [Theory]
    [InlineData("--timeout", "soon")]
    [InlineData("--timeout", "11m")]
    [InlineData("--management", "rabbitmq:15672")]
    [InlineData("--nonsense", "1")]
    public async Task A_bad_option_exits_with_2(string option, string value)
    {
        var (code, output) = await DoctorRun.InvokeAsync(Path.GetTempPath(), [option, value], Cancellation);

        Assert.Equal(2, code);
        Assert.Contains(option, output, StringComparison.Ordinal);
    }
}
