using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Carries <c>temperature</c>, <c>top_p</c> and <c>stop</c> over.</summary>
internal static class SamplingWriter
{
    public static void Write(Utf8JsonWriter json, Fields fields, Mapping mapping)
    {
        var hasTemperature = Write(json, fields, "temperature", mapping, isTaken: true);

        // Models since Claude Opus 4.1 refuse a request that has both.
        Write(json, fields, "top_p", mapping, isTaken: !hasTemperature);
        WriteStop(json, fields, mapping);
    }

    // 1 is the default of both on either side, and newer models refuse every other value: the default is not sent.
    private static bool Write(Utf8JsonWriter json, Fields fields, string name, Mapping mapping, bool isTaken)
    {
        if (fields.Take(name, JsonValueKind.Number, "number", mapping) is not { } value || DefaultValues.IsNumber(value, 1))
            return false;

        if (!isTaken || !value.TryGetDouble(out var number) || number is < 0 or > 1)
        {
            mapping.LeaveOut(name);
            return false;
        }

        json.WriteRaw(name, value);
        return true;
    }

    private static void WriteStop(Utf8JsonWriter json, Fields fields, Mapping mapping)
    {
        if (fields.Take("stop") is not { } stop)
            return;

        var sequences = new List<JsonElement>();
        if (stop.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in stop.EnumerateArray().Index())
                Take(item, $"stop[{index}]");
        }
        else
        {
            Take(stop, "stop");
        }

        if (sequences.Count == 0)
            return;

        json.WriteStartArray("stop_sequences");
        foreach (var sequence in sequences)
            json.WriteRaw(sequence);
        json.WriteEndArray();

        void Take(JsonElement sequence, string path)
        {
            // An empty sequence stops nothing; one of white space alone would, but the API refuses it.
            if (sequence.ValueKind != JsonValueKind.String)
                mapping.Fault($"{path} is no string.");
            else if (!JsonText.IsBlank(sequence))
                sequences.Add(sequence);
            else if (JsonText.Inner(sequence).Length > 0)
                mapping.LeaveOut(path);
        }
    }
}
