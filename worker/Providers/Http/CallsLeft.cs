using System.Globalization;
using System.Net.Http.Headers;

namespace Dispatch.Worker.Providers.Http;

/// <summary>Reads from an answer's headers how many calls a provider still takes. Allocates nothing.</summary>
internal static class CallsLeft
{
    private static readonly string[] Names =
        ["x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining", "x-ratelimit-remaining", "ratelimit-remaining"];

    /// <summary>The calls left of the limit that is in force now; null where nothing is said that means anything.</summary>
    public static int? Read(HttpResponseHeaders headers)
    {
        foreach (var name in Names)
        {
            // Azure writes -1 where there is no such limit.
            if (headers.NonValidated.TryGetValues(name, out var values)
                && int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var left))
                return left;
        }

        return null;
    }
}
