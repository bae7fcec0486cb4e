using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Testcontainers.RabbitMq;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>A RabbitMQ in a container, by Testcontainers. The image must have the management plugin enabled.</summary>
internal sealed class ContainerBroker : IDedicatedBroker
{
    private const int AmqpPort = 5672;
    private const int ManagementPort = 15672;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private readonly RabbitMqContainer _container;
    private ManagementApi? _management;

    private ContainerBroker(RabbitMqContainer container) => _container = container;

    public static string Image =>
        Environment.GetEnvironmentVariable("DISPATCH_TEST_IMAGE") is { Length: > 0 } given ? given : "rabbitmq:4.0-management";

    public string Kind => $"container {_container.Image.FullName}";

    public string Version { get; private set; } = "not started";

    public Uri Uri => new(_container.GetConnectionString());

    /// <summary>Pulls the image where it is missing and starts a container.</summary>
    public static async Task<ContainerBroker> StartNewAsync(CancellationToken cancellationToken)
    {
        // Ports that the engine chose would be others after a restart.
        var ports = FreePorts.Take(2);
        var broker = new ContainerBroker(new RabbitMqBuilder(Image)
            .WithPortBinding(ports[0], AmqpPort)
            .WithPortBinding(ports[1], ManagementPort)
            .WithLogger(NullLogger.Instance)
            .Build());
        try
        {
            await broker.StartAsync(cancellationToken);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        await _container.StartAsync(limit.Token);
        _management ??= new ManagementApi(
            new UriBuilder("http", _container.Hostname, _container.GetMappedPublicPort(ManagementPort)).Uri, Uri);
        await WaitUntilReadyAsync(limit.Token);
        Version = await _management.GetVersionAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _container.StopAsync(cancellationToken);

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        using var client = TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.Empty).Build();
        await client.Containers.KillContainerAsync(_container.Id, new ContainerKillParameters { Signal = "KILL" }, cancellationToken);

        // Testcontainers has no word for a kill; this lets it see that the container is down.
        await _container.StopAsync(cancellationToken);
    }

    public async Task<string> ControlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var result = await _container.ExecAsync(["rabbitmqctl", .. arguments], cancellationToken);
        return result.ExitCode == 0
            ? result.Stdout
            : throw new InvalidOperationException($"rabbitmqctl ended with code {result.ExitCode}. It printed:\n{result.Stdout}{result.Stderr}");
    }

    public Task<VirtualHost> CreateVirtualHostAsync(CancellationToken cancellationToken) =>
        _management!.CreateVirtualHostAsync(Uri, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _management?.Dispose();
        await _container.DisposeAsync();
    }

    // After a restart Testcontainers is content with the first start's log line; and the engine takes connections before the broker does.
    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = Uri, AutomaticRecoveryEnabled = false };
        for (; ; )
        {
            try
            {
                await using var connection = await factory.CreateConnectionAsync(cancellationToken);
                return;
            }
            catch (BrokerUnreachableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
    }
}
