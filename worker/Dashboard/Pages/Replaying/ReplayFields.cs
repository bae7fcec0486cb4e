using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters.Replays;
using Microsoft.Extensions.Primitives;

namespace Dispatch.Worker.Dashboard.Pages.Replaying;

/// <summary>What is to differ in a replay, as it stands in a form.</summary>
internal sealed record ReplayFields
{
    public const string RoutingGroupField = "toGroup";
    public const string ModelField = "toModel";
    public const string DeadlineField = "within";
    public const string RateField = "rate";
    public const string RemarkField = "remark";
    public const string BodyField = "body";

    public string RoutingGroup { get; init; } = "";

    public string Model { get; init; } = "";

    /// <summary>A duration such as <c>2h</c>, counted from when each request is sent.</summary>
    public string Within { get; init; } = "";

    public string Rate { get; init; } = "";

    public string Remark { get; init; } = "";

    /// <summary>The body as it stands in the form; null: it can't be edited.</summary>
    public string? Body { get; init; }

    /// <summary>The changes that they mean.</summary>
    public ReplayChanges Changes { get; private init; } = ReplayChanges.None;

    /// <summary>Requests a second; null: as configured.</summary>
    public double? RequestsPerSecond { get; private init; }

    /// <summary>What could not be read, a sentence each.</summary>
    public ImmutableArray<string> Errors { get; private init; } = [];

    /// <summary>Tells these changes from any other: what was looked at in a preview is what is ordered.</summary>
    public string Token => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(new[] { RoutingGroup, Model, Within, Rate, Body ?? "" })))[..16];

    /// <summary>Reads them.</summary>
    /// <param name="fields">The fields of the form.</param>
    /// <param name="original">The body as it was, as it was shown; null: it can't be edited.</param>
    public static ReplayFields Parse(IEnumerable<KeyValuePair<string, StringValues>> fields, string? original)
    {
        var given = fields.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        var errors = new List<string>();
        var read = new ReplayFields
        {
            RoutingGroup = Single(RoutingGroupField),
            Model = Single(ModelField),
            Within = Single(DeadlineField),
            Rate = Single(RateField),
            Remark = Single(RemarkField),
            // Browsers send lines ended by CR LF, whatever they were.
            Body = original is null ? null : given.TryGetValue(BodyField, out var body) ? body.ToString().ReplaceLineEndings("\n") : original,
        };
        return read with
        {
            Changes = new ReplayChanges
            {
                RoutingGroup = NullIfEmpty(read.RoutingGroup),
                Model = NullIfEmpty(read.Model),
                TimeToLive = Time(read.Within, errors),
                Body = read.Body is null || read.Body == original?.ReplaceLineEndings("\n") ? null : Json(read.Body, errors),
            },
            RequestsPerSecond = Number(read.Rate, errors),
            Errors = [.. errors],
        };

        string Single(string name) => given.GetValueOrDefault(name).ToString().Trim();
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static TimeSpan? Time(string text, List<string> errors)
    {
        if (text.Length == 0)
            return null;
        if (Duration.TryParse(text, out var time))
            return time;

        errors.Add($"The time to answer is '{text}'; it must be a duration such as 30m, 2h or 1d.");
        return null;
    }

    private static double? Number(string text, List<string> errors)
    {
        if (text.Length == 0)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number;

        errors.Add($"The rate is '{text}'; it must be a number of requests a second.");
        return null;
    }

    private static JsonElement? Json(string text, List<string> errors)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException exception)
        {
            errors.Add($"The body is no JSON: line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}. Mend it there, and look at the preview again.");
            return null;
        }
    }
}
