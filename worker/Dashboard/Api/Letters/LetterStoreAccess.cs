using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Worker.Dashboard.Api.Letters;

/// <summary>Asks the store of dead letters, and tells where there is none, or it can't be had.</summary>
internal static class LetterStoreAccess
{
    /// <param name="service">A service of the store; null: this worker keeps no dead letters.</param>
    /// <param name="ask">What to ask of it.</param>
    public static async Task<IResult> AskAsync<T>(T? service, Func<T, Task<IResult>> ask)
        where T : class
    {
        if (service is null)
            return NoMonitor();

        try
        {
            return await ask(service);
        }
        catch (StoreException exception)
        {
            return Unavailable(exception);
        }
    }

    public static ProblemHttpResult NoMonitor() => Problems.Of(
        StatusCodes.Status503ServiceUnavailable,
        "no-monitor",
        "This worker keeps no dead letters.",
        "It runs without the role monitor, which takes dead letters from their queue into a store. Ask a worker that has the role, or give it to this one: "
        + "leave roles out of its configuration, or add \"monitor\" to it, and start it again.");

    public static ProblemHttpResult Unavailable(StoreException exception) => Problems.Of(
        StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The store of dead letters can't be used.", exception.Message);

    public static ProblemHttpResult NoSuchLetter(string id) => Problems.Of(
        StatusCodes.Status404NotFound,
        "no-such-letter",
        "There is no such dead letter.",
        $"No dead letter has the id '{id}'. It may have been removed with age; GET /api/dead-letters?requestId=ID finds those of a request.");
}
