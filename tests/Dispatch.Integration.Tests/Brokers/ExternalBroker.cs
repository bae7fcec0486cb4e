namespace Dispatch.Integration.Tests.Brokers;

/// <summary>A broker that somebody else runs, named by DISPATCH_TEST_AMQP; only its virtual hosts are the tests' own.</summary>
internal sealed class ExternalBroker : IBroker
{
    public const string AmqpVariable = "DISPATCH_TEST_AMQP";
    public const string ManagementVariable = "DISPATCH_TEST_MANAGEMENT";

    private readonly ManagementApi _management;

    private ExternalBroker(Uri uri, ManagementApi management, string version)
    {
        Uri = uri;
        _management = management;
        Version = version;
    }

    public string Kind => $"{AmqpVariable} at {Uri.Host}:{Uri.Port}";

    public string Version { get; }

    public Uri Uri { get; }

    public static bool IsGiven => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(AmqpVariable));

    public static async Task<ExternalBroker> ConnectAsync(CancellationToken cancellationToken)
    {
        var uri = new Uri(Environment.GetEnvironmentVariable(AmqpVariable) is { Length: > 0 } given
            ? given
            : throw new InvalidOperationException($"{AmqpVariable} is not set."));
        var managementUrl = Environment.GetEnvironmentVariable(ManagementVariable) is { Length: > 0 } url
            ? new Uri(url.EndsWith('/') ? url : url + "/")
            : new Uri($"http://{uri.Host}:15672/");
        var management = new ManagementApi(managementUrl, uri);
        try
        {
            return new ExternalBroker(uri, management, await management.GetVersionAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            management.Dispose();
            throw new InvalidOperationException(
                $"{AmqpVariable} is set, but the management plugin does not answer at {managementUrl} ({e.Message}). The tests make " +
                $"their virtual hosts through it: enable it, and set {ManagementVariable} if its URL is another.",
                e);
        }
    }

    public Task<VirtualHost> CreateVirtualHostAsync(CancellationToken cancellationToken) =>
        _management.CreateVirtualHostAsync(Uri, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _management.Dispose();
        return ValueTask.CompletedTask;
    }
}
