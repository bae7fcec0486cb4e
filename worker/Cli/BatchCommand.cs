using System.CommandLine;
using Dispatch.Worker.Batches;

namespace Dispatch.Worker.Cli;

/// <summary><c>dispatch batch</c>: requests from a file, outcomes to files. It reports on the invocation's error output.</summary>
internal static class BatchCommand
{
    private static readonly Argument<string> Requests = new("REQUESTS")
    {
        Description = "A file of JSON lines, in OpenAI's batch format or plain completion requests; - for standard input",
    };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Where the results go, in OpenAI's batch output format",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string?> Errors = new("--errors")
    {
        Description = "Where dead letters and bad lines go; default: the output with .errors.jsonl added",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "The configuration file; with an amqp URL only its section \"broker\" counts: credentials, TLS, further nodes",
        HelpName = "PATH",
    };

    private static readonly Option<string?> Transport = new("--transport")
    {
        Description = "memory (this process does the work; the default), or an amqp:// or amqps:// URL (workers elsewhere do)",
        HelpName = "URL",
    };

    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on where an earlier run of the same batch stopped" };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Remove the files of an earlier run and start anew" };

    private static readonly Option<int?> InFlight = new("--in-flight")
    {
        Description = "The most requests that wait for an outcome at once; default: 4 times the prefetch, 5000 with a broker",
        HelpName = "N",
    };

    private static readonly Option<string?> Group = new("--group")
    {
        Description = "The routing group of every line; default: the line's own, else its body's model",
        HelpName = "NAME",
    };

    /// <param name="buildHost">Builds the host that the batch goes through.</param>
    /// <param name="openStandardInput">Opens what <c>-</c> stands for.</param>
    /// <param name="time">Times reports and pauses.</param>
    public static Command Create(BuildBatchHost buildHost, Func<Stream> openStandardInput, TimeProvider time)
    {
        var command = new Command("batch", "Work a file of requests through the queue; exit code 0 only if every line has a result")
        {
            Requests, Output, Errors, Config, Transport, Resume, Overwrite, InFlight, Group,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var error = arguments.InvocationConfiguration.Error;
            var job = new BatchJob(buildHost, openStandardInput, time, error);
            using var signals = new StopSignals(cancellationToken);
            try
            {
                var settings = SettingsOf(arguments);
                return await job.RunAsync(settings, arguments.GetValue(InFlight), arguments.GetValue(Config), signals.Token);
            }
            catch (BatchRefusedException refused)
            {
                await error.WriteLineAsync(refused.Message);
                return ExitCodes.BadConfiguration;
            }
        });
        return command;
    }

    private static BatchSettings SettingsOf(ParseResult arguments)
    {
        if (arguments.GetValue(InFlight) is < 1 and var inFlight)
            throw new BatchRefusedException($"--in-flight is {inFlight}; it must be 1 or more.");

        var output = arguments.GetValue(Output)!;
        return new BatchSettings
        {
            Input = arguments.GetValue(Requests)!,
            Files = new BatchFiles(output, arguments.GetValue(Errors) ?? BatchFiles.ErrorsBeside(output)),
            Resume = arguments.GetValue(Resume),
            Overwrite = arguments.GetValue(Overwrite),
            Group = arguments.GetValue(Group),
            Broker = BrokerOf(arguments.GetValue(Transport)),
            InFlight = arguments.GetValue(InFlight) ?? 1,
        };
    }

    private static Uri? BrokerOf(string? transport)
    {
        if (transport is null or Configuration.DispatchOptions.MemoryTransport)
            return null;

        return Uri.TryCreate(transport, UriKind.Absolute, out var broker) && broker.Scheme is "amqp" or "amqps"
            ? broker
            : throw new BatchRefusedException("--transport must be memory, or an amqp:// or amqps:// URL.");
    }
}
