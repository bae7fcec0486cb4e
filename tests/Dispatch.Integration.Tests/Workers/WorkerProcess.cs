using System.Net;
using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Processes;

namespace Dispatch.Integration.Tests.Workers;

/// <summary>A worker in a process of its own, with a configuration file of its own. Disposing it kills it.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>The path of a published worker, to run in place of the one that was built with the tests.</summary>
    public const string PublishedVariable = "DISPATCH_TEST_WORKER";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReadinessLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("dispatch-worker-").FullName;
    private readonly Guardian _guardian;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private ChildProcess? _process;

    private WorkerProcess()
    {
        _guardian = new Guardian(_folder);
        Address = new Uri($"http://127.0.0.1:{FreePorts.Take(1)[0]}/");
    }

    /// <summary>Where the worker listens: <c>new Uri(worker.Address, "health/ready")</c>.</summary>
    public Uri Address { get; }

    public string ConfigurationFile => Path.Combine(_folder, "dispatch.json");

    /// <summary>What the worker printed so far.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>The most memory that the worker had in RAM so far, in bytes.</summary>
    public long PeakWorkingSet => _process!.PeakWorkingSet;

    public int Id => _process!.Id;

    public bool HasExited => _process?.HasExited ?? true;

    /// <summary>Starts <c>dispatch run</c> and returns when <c>/health/ready</c> says 200.</summary>
    /// <param name="configuration">
    /// Becomes the configuration file, as camelCase JSON: an anonymous object or a JsonNode. The worker's address is added by itself.
    /// </param>
    /// <param name="cancellationToken">Ends the wait and the worker.</param>
    /// <param name="environment">Variables over those of the test run, such as the ones that hold keys.</param>
    /// <param name="listenOn">The address of this machine that the worker listens on, beside or in place of 127.0.0.1.</param>
    /// <exception cref="InvalidOperationException">The worker ended; the message holds what it printed.</exception>
    /// <exception cref="TimeoutException">It was not ready within a minute; likewise.</exception>
    public static async Task<WorkerProcess> StartAsync(
        object configuration,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string?>? environment = null,
        string listenOn = "127.0.0.1")
    {
        var worker = await LaunchAsync(configuration, cancellationToken, environment, listenOn);
        try
        {
            await worker.WaitUntilReadyAsync(cancellationToken);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts <c>dispatch run</c> likewise, and waits for nothing: for a worker that cannot be ready yet.</summary>
    public static async Task<WorkerProcess> LaunchAsync(
        object configuration,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string?>? environment = null,
        string listenOn = "127.0.0.1")
    {
        var worker = new WorkerProcess();
        try
        {
            await worker.ConfigureAsync(configuration, cancellationToken);
            worker.Start(environment ?? new Dictionary<string, string?>(), listenOn);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes the configuration file anew, as an operator would while the worker runs.</summary>
    public async Task ConfigureAsync(object configuration, CancellationToken cancellationToken)
    {
        // In one step, so that the worker never reads half a file.
        var draft = ConfigurationFile + ".new";
        await File.WriteAllTextAsync(draft, JsonSerializer.Serialize(configuration, JsonSerializerOptions.Web), cancellationToken);
        File.Move(draft, ConfigurationFile, overwrite: true);
    }

    /// <summary>The first line, printed already or yet to come, that contains <paramref name="text"/>.</summary>
    public Task<string> WaitForLineAsync(string text, CancellationToken cancellationToken) =>
        _process!.WaitForLineAsync(text, cancellationToken);

    /// <summary>What <c>/health/live</c> or <c>/health/ready</c> says.</summary>
    public async Task<HttpStatusCode> HealthAsync(string kind, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(Address, $"health/{kind}"), cancellationToken);
        return response.StatusCode;
    }

    /// <summary>Returns when <c>/health/ready</c> says this.</summary>
    /// <exception cref="TimeoutException">It did not within two minutes; the message holds what the worker printed.</exception>
    public async Task WaitForReadinessAsync(HttpStatusCode expected, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await TryHealthAsync("ready", cancellationToken) != expected)
        {
            if (TimeProvider.System.GetElapsedTime(start) > ReadinessLimit)
            {
                throw new TimeoutException($"/health/ready did not say {expected} within {ReadinessLimit}. The worker printed:\n{Output}");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>SIGTERM, then the end of the worker; returns its exit code.</summary>
    public Task<int> StopAsync(CancellationToken cancellationToken) => _process!.TerminateAsync(StopLimit, cancellationToken);

    /// <summary>SIGTERM and no more: for a test that looks at a worker while it stops.</summary>
    public Task SignalStopAsync(CancellationToken cancellationToken) => _process!.SignalTerminationAsync(cancellationToken);

    /// <summary>Waits for the end of the worker; returns its exit code.</summary>
    public Task<int> WaitForExitAsync(CancellationToken cancellationToken) => _process!.WaitForExitAsync(cancellationToken);

    /// <summary>SIGKILL, as a crash would; returns when the process is gone.</summary>
    public Task KillAsync() => _process!.KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _http.Dispose();
        _guardian.Dispose();
    }

    /// <summary>Any command of the executable, in this folder.</summary>
    public static ChildProcess StartCommand(string[] arguments, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        environment ??= new Dictionary<string, string?>();
        if (Environment.GetEnvironmentVariable(PublishedVariable) is { Length: > 0 } published)
            return ChildProcess.Start(published, arguments, environment, folder);

        var program = Path.Combine(AppContext.BaseDirectory, "dispatch.dll");
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return ChildProcess.Start(dotnet, [program, .. arguments], environment, folder);
    }

    private void Start(IReadOnlyDictionary<string, string?> environment, string listenOn)
    {
        // Without the monitor, which would take the dead letters that tests look for in their queue; one that wants it sets the roles itself.
        var all = new Dictionary<string, string?>
        {
            ["DISPATCH__LISTEN"] = $"http://{listenOn}:{Address.Port}",
            ["NO_COLOR"] = "1",
            ["DISPATCH__ROLES__0"] = "worker",
        };
        foreach (var (name, value) in environment)
        {
            all[name] = value;
        }

        _process = StartCommand(["run", "--config", ConfigurationFile], _folder, all);
        _guardian.Watch(_process.Id);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await TryHealthAsync("ready", cancellationToken) != HttpStatusCode.OK)
        {
            if (HasExited)
            {
                var code = await WaitForExitAsync(cancellationToken);
                throw new InvalidOperationException($"The worker ended with code {code} before it was ready. It printed:\n{Output}");
            }

            if (TimeProvider.System.GetElapsedTime(start) > StartLimit)
            {
                throw new TimeoutException($"The worker was not ready within {StartLimit}. It printed:\n{Output}");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }

    // A worker that has just been started does not listen yet.
    private async Task<HttpStatusCode?> TryHealthAsync(string kind, CancellationToken cancellationToken)
    {
        try
        {
            return await HealthAsync(kind, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
