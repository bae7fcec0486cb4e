using Dispatch.Worker.Messaging;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class SendTroubleTests
{
    public static TheoryData<Exception> OfTheBroker =>
    [
        new AlreadyClosedException(new ShutdownEventArgs(ShutdownInitiator.Peer, 320, "gone")), new OperationInterruptedException(), new BrokerUnreachableException(new IOException()),
        new RabbitMqConnectionException("refused"), new TransportUnavailableException("stopped"), new MessageReturnedException("returned"), new TimeoutException(), new IOException(), new OperationCanceledException(),
        new AggregateException(new IOException()), new TopologyException("other arguments"),
    ];

    public static TheoryData<Exception> OfTheMessage =>
    [
        new OversizedMessageException("large"), new WireFormattingException("type"), new System.Runtime.Serialization.SerializationException(), new InvalidCastException(),
        new FormatException(), new ArgumentException("x"), new AggregateException(new IOException(), new FormatException()),
    ];

    [Theory]
    [MemberData(nameof(OfTheBroker), DisableDiscoveryEnumeration = true)]
    public void What_the_broker_fails_with_may_pass(Exception exception) => Assert.True(SendTrouble.IsPassing(exception));

    [Theory]
    [MemberData(nameof(OfTheMessage), DisableDiscoveryEnumeration = true)]
    public void What_is_wrong_with_the_message_stays(Exception exception) => Assert.False(SendTrouble.IsPassing(exception));
}
