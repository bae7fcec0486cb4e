using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>Puts together the address of a call from the provider's options and the request's endpoint.</summary>
internal static class ProviderUri
{
    private const string ModelPlaceholder = "{model}";
    private const string Version = "/v1";

    /// <summary>
    /// The base URL, then the endpoint without its <c>/v1</c> or the provider's own path with the model in it, then the query. Else
    /// says in <paramref name="error"/> what is wrong with the request.
    /// </summary>
    public static bool TryBuild(
        ProviderOptions options,
        string endpoint,
        string? model,
        [NotNullWhen(true)] out Uri? uri,
        [NotNullWhen(false)] out string? error)
    {
        uri = null;
        error = options.Path is null ? EndpointError(endpoint) : PathError(options.Path, model);
        if (error is not null)
            return false;

        // Rebuilt from its parts: a user name or fragment is no part of the address.
        var root = new Uri(options.BaseUrl!, UriKind.Absolute);
        const UriComponents Parts = UriComponents.SchemeAndServer | UriComponents.Path;
        var address = new StringBuilder(root.GetComponents(Parts, UriFormat.UriEscaped).TrimEnd('/'));
        address.Append(options.Path is { } path ? OwnPath(path, model) : endpoint[Version.Length..]);

        var separator = root.Query.Length == 0 ? '?' : '&';
        address.Append(root.Query);
        foreach (var (name, value) in options.Query)
        {
            address.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        uri = new Uri(address.ToString(), UriKind.Absolute);
        return true;
    }

    /// <summary>The provider's own path has a place for the model.</summary>
    public static bool NamesModel(ProviderOptions options) => options.Path?.Contains(ModelPlaceholder, StringComparison.Ordinal) ?? false;

    private static string OwnPath(string path, string? model) =>
        "/" + path.Replace(ModelPlaceholder, Uri.EscapeDataString(model ?? ""), StringComparison.Ordinal).TrimStart('/');

    // A publisher chooses the endpoint, but not the host, the query, or a path outside the base URL that the credential is meant for.
    private static string? EndpointError(string endpoint)
    {
        var segments = endpoint.Split('/');
        var isBelowVersion = segments.Length > 2 && segments[0].Length == 0 && segments[1] == "v1" && segments.Skip(2).All(IsPlain);
        return isBelowVersion ? null : $"The endpoint '{endpoint}' is not a plain path below /v1/, such as /v1/chat/completions.";
    }

    private static bool IsPlain(string segment) =>
        segment is not ("" or "." or "..") && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~' or ':');

    private static string? PathError(string path, string? model) =>
        path.Contains(ModelPlaceholder, StringComparison.Ordinal) && model is null or "" or "." or ".."
            ? "The provider's path needs a model, and neither the member of the routing group nor the body names one."
            : null;
}
