using System.CommandLine;
using System.Text.Json;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>How dead letters are to be replayed, as options.</summary>
internal sealed class OrderOptions
{
    private readonly Option<string?> _group = One("--with-group", "NAME", "Route by this group, or to this provider alone; default: as it was");
    private readonly Option<string?> _model = One("--with-model", "MODEL", "Put this model into the body; default: as it was");
    private readonly Option<string?> _body = One("--with-body", "FILE", "Send the JSON object of this file as the body, - for standard input; for a single dead letter");
    private readonly Option<string?> _deadline = One("--deadline", "TIME", "The new deadline; default: as it was, or where that has passed, the workers' time to live");
    private readonly Option<string?> _life = One("--time-to-live", "DURATION", "The new deadline, counted from when each is sent");
    private readonly Option<double?> _rate = new("--rate") { Description = "Requests a second at most, once the first steps are behind; 0.01 to 1000", HelpName = "N" };
    private readonly Option<string?> _patience = One("--patience", "DURATION", "How long the outcomes of a first step are waited for before the next; 1s to 24h");
    private readonly Option<string?> _remark = One("--remark", "TEXT", "Why, for the audit trail");

    public IEnumerable<Symbol> All => [_group, _model, _body, _deadline, _life, _rate, _patience, _remark];

    /// <exception cref="RefusedException">A value is wrong.</exception>
    public ReplayOrder Read(ParseResult arguments, LetterFilter letters, DateTimeOffset now) => new()
    {
        Letters = letters,
        Changes = new ReplayChanges
        {
            RoutingGroup = arguments.GetValue(_group),
            Model = arguments.GetValue(_model),
            Body = arguments.GetValue(_body) is { } path ? Body(path) : null,
            Deadline = Deadline(arguments.GetValue(_deadline)),
            TimeToLive = Length("--time-to-live", arguments.GetValue(_life)),
        },
        Rate = arguments.GetValue(_rate),
        Patience = Length("--patience", arguments.GetValue(_patience)),
        Who = "",
        Remark = arguments.GetValue(_remark),
    };

    private static JsonElement Body(string path)
    {
        try
        {
            using var file = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            using var json = JsonDocument.Parse(file);
            return json.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new RefusedException($"--with-body: {path} is no JSON ({exception.Message}).");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"--with-body: {path} cannot be read ({exception.Message}).");
        }
    }

    private static DateTimeOffset? Deadline(string? written) => written is null ? null
        : Times.TryInstant(written, out var at) ? at
        : throw new RefusedException($"--deadline is '{SafeText.Line(written)}'; write a time such as 2026-03-01T12:00:00Z, or give --time-to-live.");

    private static TimeSpan? Length(string option, string? written) => written is null ? null
        : Duration.TryParse(written, out var length) ? length
        : throw new RefusedException($"{option} is '{SafeText.Line(written)}'; write a length of time such as 90s, 30m or 2h.");

    private static Option<string?> One(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
