using System.Collections.Concurrent;
using System.Web;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Where requesters want to be answered. It is their own word, so it is tried first, where nothing else can be harmed: MassTransit
/// declares what an address says, and one that the broker refuses would close the channel that all outcomes go over. Answers never go
/// to the workers' own queues, where they would pass for requests.
/// </summary>
internal sealed class ResponseRoutes(BrokerConnector? connector = null) : IAsyncDisposable
{
    private const int MostRemembered = 10_000;
    private const string BatchPrefix = "dispatch.batch.";

    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase) { "temporary", "durable", "autodelete" };

    private readonly ConcurrentDictionary<Uri, bool> _known = new();
    private readonly SemaphoreSlim _connecting = new(1);
    private IConnection? _connection;

    /// <summary>The address to answer; null: nobody is to be answered directly, or nobody can be there.</summary>
    public async Task<Uri?> FindAsync(ConsumeContext request, CancellationToken cancellationToken)
    {
        if (AddressOf(request) is not { } address || IsOurs(NameIn(address)))
            return null;
        if (connector is null)
            return address;
        if (_known.TryGetValue(address, out var isOpen))
            return isOpen ? address : null;

        isOpen = await TryAsync(address, cancellationToken);
        if (_known.Count >= MostRemembered)
            _known.Clear();
        _known[address] = isOpen;
        return isOpen ? address : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connecting.Dispose();
    }

    private static Uri? AddressOf(ConsumeContext request)
    {
        try
        {
            return request.ResponseAddress is { IsAbsoluteUri: true } address ? address : null;
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException or System.Text.Json.JsonException)
        {
            // MassTransit reads it when it is asked for.
            return null;
        }
    }

    private static string NameIn(Uri address) => Uri.UnescapeDataString(address.AbsolutePath).Split('/')[^1];

    private static bool IsOurs(string name) =>
        (name.StartsWith("dispatch.", StringComparison.Ordinal) && !name.StartsWith(BatchPrefix, StringComparison.Ordinal))
        || name.StartsWith("Dispatch.Contracts:", StringComparison.Ordinal);

    // Whatever MassTransit would declare for the address, declared alike.
    private async Task<bool> TryAsync(Uri address, CancellationToken cancellationToken)
    {
        if (!HttpUtility.ParseQueryString(address.Query).AllKeys.All(key => key is not null && Harmless.Contains(key)))
            return false;

        try
        {
            var endpoint = new RabbitMqEndpointAddress(connector!.Settings.Url, address);
            var connection = await ConnectAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.ExchangeDeclareAsync(endpoint.Name, endpoint.ExchangeType, endpoint.Durable, endpoint.AutoDelete, cancellationToken: cancellationToken);
            if (endpoint.BindToQueue)
            {
                await channel.QueueDeclareAsync(endpoint.Name, endpoint.Durable, exclusive: false, endpoint.AutoDelete, cancellationToken: cancellationToken);
                await channel.QueueBindAsync(endpoint.Name, endpoint.Name, "", cancellationToken: cancellationToken);
            }

            return true;
        }
        catch (Exception exception) when (exception is OperationInterruptedException { ShutdownReason.Initiator: ShutdownInitiator.Peer } or MassTransitException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is not { IsOpen: true })
                _connection = await connector!.ConnectAsync("responses", cancellationToken);
            return _connection;
        }
        finally
        {
            _connecting.Release();
        }
    }
}
