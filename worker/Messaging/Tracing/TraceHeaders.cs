using System.Diagnostics;
using System.Text;
using MassTransit;

namespace Dispatch.Worker.Messaging.Tracing;

/// <summary>
/// Carries the trace in messages: as W3C's <c>traceparent</c> and <c>tracestate</c>, which any client can write and RabbitMQ's own does, and
/// as the header that MassTransit reads and writes.
/// </summary>
internal static class TraceHeaders
{
    public const string Parent = "traceparent";
    public const string State = "tracestate";
    public const string MassTransit = "MT-Activity-Id";

    /// <summary>The span that a message was sent in; default: it names none.</summary>
    public static ActivityContext Read(ReceiveContext context)
    {
        var state = Find(context, State);
        foreach (var name in (ReadOnlySpan<string>)[Parent, MassTransit])
        {
            if (Find(context, name) is { } parent && ActivityContext.TryParse(parent, state, isRemote: true, out var found))
                return found;
        }

        return default;
    }

    /// <summary>Names in a message the span that it is sent in; where nothing is traced here, the one of the message that it follows from.</summary>
    public static void Write(SendContext send, ReceiveContext? cause)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span)
        {
            Write(send, span.Context);
        }
        else if (cause is not null)
        {
            foreach (var name in (ReadOnlySpan<string>)[Parent, State, MassTransit])
            {
                if (Find(cause, name) is { } value)
                    Set(send, name, value);
            }
        }
    }

    /// <summary>Names in a message the span that it is sent in; default: none.</summary>
    public static void Write(SendContext send, ActivityContext span)
    {
        if (span == default)
            return;

        var id = $"00-{span.TraceId.ToHexString()}-{span.SpanId.ToHexString()}-{(byte)span.TraceFlags:x2}";
        Set(send, Parent, id);
        Set(send, MassTransit, id);
        Set(send, State, span.TraceState);
    }

    // A redelivery has its sender's headers by now: null takes one away.
    private static void Set(SendContext send, string name, string? value)
    {
        if (send is RabbitMqSendContext { BasicProperties: var properties })
        {
            if (value is not null)
                (properties.Headers ??= new Dictionary<string, object?>())[name] = value;
            else
                properties.Headers?.Remove(name);
        }
        else
        {
            send.Headers.Set(name, value);
        }
    }

    private static string? Find(ReceiveContext context, string name)
    {
        if (!context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery))
            return context.TransportHeaders.TryGetHeader(name, out var header) ? header as string : null;
        if (delivery.Properties.Headers is not { } headers || !headers.TryGetValue(name, out var value))
            return null;
        return value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            string text => text,
            _ => null,
        };
    }
}
