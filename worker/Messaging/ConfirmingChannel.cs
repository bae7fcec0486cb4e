using System.Diagnostics.CodeAnalysis;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// A channel whose confirmations are followed here. RabbitMQ.Client would do that too, with several objects and waits for each message,
/// and look at all that are under way each time that the broker confirms more than one.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that is only waited for asynchronously holds nothing that must be given back.")]
internal sealed class ConfirmingChannel
{
    /// <summary>How it is opened.</summary>
    public static CreateChannelOptions Options { get; } = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    // As RabbitMQ.Client names it; the broker hands it back with a message that no queue took.
    private const string NumberHeader = "x-dotnet-pub-seq-no";

    private readonly PendingSends _pending = new();
    // The numbers are the broker's count: sent in the order in which they were given.
    private readonly SemaphoreSlim _turn = new(1);

    public ConfirmingChannel(IChannel channel)
    {
        Channel = channel;
        channel.BasicAcksAsync += OnConfirmed;
        channel.BasicNacksAsync += OnRefused;
        channel.BasicReturnAsync += OnReturned;
        channel.ChannelShutdownAsync += OnShutdown;
    }

    public IChannel Channel { get; }

    /// <summary>Sends a message; ends when the broker has confirmed. Many may send at once.</summary>
    /// <exception cref="PublishException">The broker does not take it, or no queue does.</exception>
    /// <exception cref="OperationInterruptedException">The channel was closed first.</exception>
    public Task SendAsync(OutgoingMessage message)
    {
        var begun = BeginAsync(message);
        return begun.IsCompletedSuccessfully ? begun.Result : EndAsync(begun);
    }

    private static async Task EndAsync(ValueTask<Task> begun) => await await begun;

    private async ValueTask<Task> BeginAsync(OutgoingMessage message)
    {
        await _turn.WaitAsync();
        var number = _pending.Begin(out var confirmed);
        try
        {
            if (message.Mandatory)
                (message.Properties.Headers ??= new Dictionary<string, object?>())[NumberHeader] = (long)number;
            await message.SendAsync(Channel, CancellationToken.None);
        }
        catch
        {
            _pending.Withdraw(number);
            throw;
        }
        finally
        {
            _turn.Release();
        }

        // Closed just now, and those that were pending may have been told before this one was among them.
        if (Channel.CloseReason is { } reason)
            _pending.FailAll(new AlreadyClosedException(reason));
        return confirmed;
    }

    private Task OnConfirmed(object sender, BasicAckEventArgs confirmed)
    {
        _pending.Confirm(confirmed.DeliveryTag, confirmed.Multiple);
        return Task.CompletedTask;
    }

    private Task OnRefused(object sender, BasicNackEventArgs refused)
    {
        _pending.Fail(refused.DeliveryTag, refused.Multiple, number => new PublishException(number, isReturn: false));
        return Task.CompletedTask;
    }

    // It is confirmed as well, a moment later.
    private Task OnReturned(object sender, BasicReturnEventArgs returned)
    {
        if (returned.BasicProperties.Headers?.TryGetValue(NumberHeader, out var number) == true && number is long sent)
            _pending.Fail((ulong)sent, multiple: false, number => new PublishException(number, isReturn: true));
        return Task.CompletedTask;
    }

    private Task OnShutdown(object sender, ShutdownEventArgs reason)
    {
        _pending.FailAll(new AlreadyClosedException(reason));
        return Task.CompletedTask;
    }
}
