using System.CommandLine;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Cli.DeadLetters;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Tests.Dashboard;
using Dispatch.Worker.Tests.DeadLetters;
using Dispatch.Worker.Tests.DeadLetters.Replays;
using Microsoft.Extensions.DependencyInjection;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

/// <summary>Runs <c>dispatch dead-letters</c> on a store of its own, which a monitor has open meanwhile, or on a worker that has that store.</summary>
internal sealed class CommandRun : IAsyncDisposable
{
    private readonly Dictionary<string, string> _environment = [];
    private GatedApp? _server;

    public CommandRun() => Monitor = new ReplayProcess(Store.Database, Store.Time);

    public StoreFixture Store { get; } = new();

    /// <summary>What runs replays, when the test says so.</summary>
    public ReplayProcess Monitor { get; }

    /// <summary>What the person says who sits there; null: nobody does.</summary>
    public bool? Answer { get; set; }

    /// <summary>What was asked last.</summary>
    public string? Question { get; private set; }

    /// <summary>What the last command wrote.</summary>
    public string Output { get; private set; } = "";

    /// <summary>What the last command complained of.</summary>
    public string Error { get; private set; } = "";

    /// <summary>The address of the worker; null: there is none.</summary>
    public string? Server => _server is null ? null : $"http://{_server.Authority}";

    /// <summary>From now on commands go through a worker.</summary>
    public async ValueTask StartServerAsync(bool hasKey = false) => _server = await GatedApp.StartAsync(
        hasKey, services => services.AddSingleton(Store.Reader).AddSingleton(Store.Store).AddSingleton(Store.Audit).AddSingleton(Monitor.Jobs));

    public void Set(string variable, string value) => _environment[variable] = value;

    public Task<int> RecordAsync(params CompletionDeadLettered[] letters) => Store.RecordAsync(letters);

    /// <summary>Runs it on the store or the worker.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(params string[] arguments) => InvokeAsync([.. arguments, .. Server is { } server ? (string[])["--server", server] : ["--store", Store.File]]);

    /// <summary>Runs it as it is written.</summary>
    public async Task<int> InvokeAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var loader = new ConfigurationLoader(_environment, [Path.GetTempPath()]);
        // What is followed is followed in real time.
        var time = arguments.Contains("--wait") ? TimeProvider.System : Store.Time;
        var exitCode = await DeadLettersCommand.Create(loader, time, AskAsync).Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        (Output, Error) = (output.ToString(), error.ToString());
        return exitCode;
    }

    /// <summary>Runs it for a program; it must be done.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        Assert.Equal((0, ""), (await RunAsync([.. arguments, "--json"]), Error));
        return JsonSerializer.Deserialize<JsonElement>(Output);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Monitor.Dispose();
        Store.Dispose();
    }

    private Task<bool?> AskAsync(string question, CancellationToken cancellationToken)
    {
        Question = question;
        return Task.FromResult(Answer);
    }
}
