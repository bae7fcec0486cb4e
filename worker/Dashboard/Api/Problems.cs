using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>
/// The errors of the API, as problem details (RFC 9457): <c>type</c> is a name that programs can go by, <c>detail</c> says what is wrong,
/// where, and how to mend it.
/// </summary>
internal static class Problems
{
    /// <summary>What every <c>type</c> begins with.</summary>
    public const string TypePrefix = "urn:dispatch:problem:";

    public static ProblemHttpResult Of(
        int status, string type, string title, string detail, params IEnumerable<KeyValuePair<string, object?>> extensions) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: TypePrefix + type, extensions: extensions);

    public static ProblemHttpResult KeyMissing() => Of(
        StatusCodes.Status401Unauthorized,
        "api-key-missing",
        "The API key is missing or wrong.",
        "Send the key that apiKey in the worker's configuration refers to as Authorization: Bearer KEY or X-Api-Key: KEY, or sign in at /sign-in "
        + "with a browser. Without it only reading at the worker's own machine is allowed.");

    public static ProblemHttpResult NoKeyConfigured() => Of(
        StatusCodes.Status403Forbidden,
        "no-api-key-configured",
        "This needs an API key, and none is configured.",
        "The worker has no API key, so that it answers at this machine alone: from a loopback address, with a Host that names one, "
        + "not through a proxy, and not from a web page of another origin. For others set apiKey in its configuration to env:NAME or "
        + "file:PATH, and send the key as Authorization: Bearer KEY or X-Api-Key: KEY.");

    public static ProblemHttpResult NoSuchPath(HttpRequest request) => Of(
        StatusCodes.Status404NotFound,
        "no-such-path",
        "The API has no such path.",
        $"There is nothing at {request.Path}. GET /openapi/v1.json lists what there is.");

    public static ProblemHttpResult WrongMethod(HttpRequest request, string allowed) => Of(
        StatusCodes.Status405MethodNotAllowed,
        "wrong-method",
        "This path does not take this method.",
        $"{request.Path} does not take {request.Method}, but {(allowed.Length == 0 ? "another method" : allowed)}.");

    public static ProblemHttpResult WrongContentType(string? sent, string expected) => Of(
        StatusCodes.Status415UnsupportedMediaType,
        "wrong-content-type",
        "The Content-Type is not one that is taken here.",
        $"The Content-Type is {(string.IsNullOrEmpty(sent) ? "missing" : $"'{sent}'")}; send {expected}.");

    public static ProblemHttpResult TooLarge(string what, long limit, string remedy) => Of(
        StatusCodes.Status413PayloadTooLarge,
        "too-large",
        "It is too large.",
        string.Create(CultureInfo.InvariantCulture, $"{what} is larger than {limit} bytes. {remedy}"));

    /// <summary>What was sent can't be read, or says what it may not.</summary>
    public static ProblemHttpResult Invalid(string type, string title, string detail) =>
        Of(StatusCodes.Status400BadRequest, type, title, detail);

    /// <summary>A request that breaks HTTP itself, as the web server describes it.</summary>
    public static ProblemHttpResult Broken(BadHttpRequestException broken) => broken.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? Of(broken.StatusCode, "too-large", "It is too large.", $"{broken.Message} Send less at once.")
        : Of(broken.StatusCode, "broken-request", "The request can't be read.", broken.Message);

    public static ProblemHttpResult Unexpected() => Of(
        StatusCodes.Status500InternalServerError,
        "unexpected",
        "The worker has made a mistake.",
        "Something went wrong that should not; the worker's log says what. Try it again, and report it if it stays.");

    /// <summary>Any other status that came without a body.</summary>
    public static ProblemHttpResult Bare(int status) => Of(
        status,
        "refused",
        "The request was refused.",
        string.Create(CultureInfo.InvariantCulture, $"The web server answered {status} before the API saw the request. GET /openapi/v1.json says what the API takes."));
}
