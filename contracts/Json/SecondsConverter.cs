using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dispatch.Contracts.Json;

/// <summary>A time span as a JSON number of seconds, so that every language can read it.</summary>
public sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc />
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var seconds))
            throw new JsonException("A duration is a number of seconds.");

        try
        {
            return TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }
        catch (OverflowException overflow)
        {
            throw new JsonException($"A duration of {seconds} seconds is out of range.", overflow);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);
    }
}
