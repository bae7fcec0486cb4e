namespace Dispatch.Integration.Tests.Telemetry;

/// <summary>A span as a collector receives it.</summary>
/// <param name="Instance">The process that it is of: its <c>service.instance.id</c>.</param>
/// <param name="Trace">The trace's id.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Parent">The id of the span that it is part of; empty: none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Its attributes, as text.</param>
/// <param name="IsError">Its status is an error.</param>
internal sealed record ReceivedSpan(
    string Instance, string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Attributes, bool IsError)
{
    /// <summary>Reads an <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<ReceivedSpan> Read(ReadOnlyMemory<byte> request) =>
        from resource in new ProtobufReader(request).Messages(1)
        let instance = AttributesOf(resource.Messages(1).Single(), 1)["service.instance.id"]
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new ReceivedSpan(
            instance, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), AttributesOf(span, 9), span.Messages(15).Any(status => status.Number(3) == 2));

    private static Dictionary<string, string> AttributesOf(ProtobufReader message, int number) =>
        message.Messages(number).ToDictionary(pair => pair.Text(1), pair => TextOf(pair.Messages(2).Single()));

    private static string TextOf(ProtobufReader value) => value.Has(1) ? value.Text(1) : $"{value.Number(3)}";
}
