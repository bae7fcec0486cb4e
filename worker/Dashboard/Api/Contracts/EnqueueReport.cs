using System.Text.Json.Serialization;

namespace Dispatch.Worker.Dashboard.Api.Contracts;

/// <summary>What became of the requests that were sent.</summary>
/// <param name="Accepted">Those that are on the queue. They stay there, whatever became of others.</param>
/// <param name="Refused">Those that are not, because something is wrong with them.</param>
/// <param name="Lines">What is wrong with the refused ones, in the order of the lines; the first 1,000.</param>
internal sealed record EnqueueReport(long Accepted, long Refused, IReadOnlyList<RefusedLine> Lines)
{
    /// <summary>The request's id, which its outcome will carry; only where one request was sent, and not lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }
}

/// <summary>A line that was not put on the queue.</summary>
/// <param name="Line">Its number, from 1, blank lines counted.</param>
/// <param name="Id">The id that it names, if it names one.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record RefusedLine(long Line, string? Id, string Reason);
