using System.CommandLine;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Cli;

/// <summary><c>dispatch doctor</c>: says what is wrong before it hurts. It writes to the invocation's output.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly Option<string?> Config = CommonOptions.Config();

    private static readonly Option<bool> Json = new("--json") { Description = "Write the findings as JSON" };

    private static readonly Option<bool> Call = new("--call")
    {
        Description = "Call each model that a member names, for one token of output; providers charge for it. Without this no"
            + " provider gets a request",
    };

    private static readonly Option<string> Timeout = new("--timeout")
    {
        Description = "For each connection, step and call; 1s to 10m",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "30s",
    };

    private static readonly Option<string?> Management = new("--management")
    {
        Description = "The management API of the broker, to read alarms, policies and the clock too, with the user of transport"
            + " where the URL names none",
        HelpName = "URL",
    };

    /// <param name="loader">Reads the configuration.</param>
    /// <param name="addWorker">Registers the providers.</param>
    public static Command Create(ConfigurationLoader loader, AddWorker addWorker)
    {
        var command = new Command("doctor", "Check configuration, broker and providers; exit code 1 if there is an error")
        {
            Config, Json, Call, Timeout, Management,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var signals = new StopSignals(cancellationToken);
            var error = arguments.InvocationConfiguration.Error;
            if (!Duration.TryParse(arguments.GetValue(Timeout)!, out var timeout) || timeout < Shortest || timeout > Longest)
                return Refuse(error, $"--timeout is {arguments.GetValue(Timeout)}; it must be 1s to 10m.");

            Uri? management = null;
            if (arguments.GetValue(Management) is { } url && !TryReadUrl(url, out management))
                return Refuse(error, "--management must be an http:// or https:// URL, for instance http://rabbitmq:15672.");

            var examination = new DoctorExamination(loader, addWorker, TimeProvider.System, timeout);
            try
            {
                var report = await examination.RunAsync(arguments.GetValue(Config), arguments.GetValue(Call), management, signals.Token);
                var output = arguments.InvocationConfiguration.Output;
                if (arguments.GetValue(Json))
                    await output.WriteLineAsync(report.ToJson());
                else
                    report.WriteTo(Terminal.On(output));
                return report.ExitCode;
            }
            catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
            {
                return ExitCodes.Stopped;
            }
        });
        return command;
    }

    private static bool TryReadUrl(string text, out Uri? url) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out url) && url.Scheme is "http" or "https";

    private static int Refuse(TextWriter error, string message)
    {
        error.WriteLine(message);
        return ExitCodes.BadConfiguration;
    }
}
