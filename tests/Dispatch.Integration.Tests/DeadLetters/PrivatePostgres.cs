using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Processes;
using Npgsql;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>
/// A PostgreSQL that runs as a child of the tests, from what is installed, with a port and data of its own. Nothing of it is left when it is
/// disposed, nor when the test run is killed. It refuses to run as root, so then it runs as the user postgres.
/// </summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    public const string User = "dispatch";
    public const string Password = "a-password-of-the-tests";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, string?> Environment = new() { ["LC_ALL"] = "C.UTF-8" };

    private static readonly string[] Places = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr/local/bin", "/usr/bin"];

    private readonly string _folder;
    private readonly string _programs;
    private readonly Guardian _guardian;
    private ChildProcess? _server;
    private int _databases;

    private PrivatePostgres(string folder, string programs) => (_folder, _programs, _guardian) = (folder, programs, new Guardian(folder));

    public int Port { get; } = FreePorts.Take(1)[0];

    public static async Task<PrivatePostgres> StartNewAsync(CancellationToken cancellationToken)
    {
        var programs = Places.Where(Directory.Exists).SelectMany(place => Directory.EnumerateFiles(place, "initdb", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 }))
            .Select(Path.GetDirectoryName).LastOrDefault() ?? throw new InvalidOperationException("No PostgreSQL is installed.");
        var postgres = new PrivatePostgres(Directory.CreateTempSubdirectory("dispatch-postgres-").FullName, programs);
        try
        {
            await postgres.InitialiseAsync(cancellationToken);
            await postgres.StartAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new, empty database; as in <c>monitor.store</c>, with the password or without.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken, bool withPassword = true)
    {
        var name = $"letters_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(Connection("postgres", withPassword: true));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return Connection(name, withPassword);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _server = Run("postgres", "-D", Data, "-p", $"{Port}", "-k", _folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off");
        _guardian.Watch(_server.Id);
        await _server.WaitForLineAsync("ready to accept connections", cancellationToken).WaitAsync(StartLimit, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // It waits for whoever is connected, unless it is told to end those.
        await using (var control = Run("pg_ctl", "stop", "-D", Data, "-m", "fast"))
            await control.WaitForExitAsync(cancellationToken);
        await _server!.WaitForExitAsync(cancellationToken).WaitAsync(StopLimit, cancellationToken);
        await _server.DisposeAsync();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await StopAsync(CancellationToken.None);
        _guardian.Dispose();
    }

    private string Data => Path.Combine(_folder, "data");

    private string Connection(string database, bool withPassword) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username={User}" + (withPassword ? $";Password={Password}" : "");

    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, Password, cancellationToken);
        if (System.Environment.IsPrivilegedProcess)
        {
            await using var owner = ChildProcess.Start("chown", ["-R", "postgres", _folder], Environment, "/");
            await owner.WaitForExitAsync(cancellationToken);
        }

        await using var maker = Run("initdb", "-D", Data, "-U", User, "--pwfile", password, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-sync");
        if (await maker.WaitForExitAsync(cancellationToken) != 0)
            throw new InvalidOperationException($"initdb failed. It printed:\n{maker.Output}");
    }

    private ChildProcess Run(string program, params string[] arguments)
    {
        var file = Path.Combine(_programs, program);
        return System.Environment.IsPrivilegedProcess
            ? ChildProcess.Start("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", file, .. arguments], Environment, _folder)
            : ChildProcess.Start(file, arguments, Environment, _folder);
    }
}
