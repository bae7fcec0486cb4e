using System.Diagnostics.CodeAnalysis;
using System.Text;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Http;

/// <summary>Puts together the address of a call from the provider's options and the request's endpoint.</summary>
internal static class ProviderUri
{
    private const string ModelPlaceholder = "{model}";
    private const string Version = "/v1";
    private const string ChatCompletions = "/chat/completions";

    /// <summary>
    /// The base URL, then the endpoint without its <c>/v1</c> or the provider's own path with the model in it, then the query. Else
    /// says in <paramref name="failed"/> what is wrong: with the request, or with asking this provider for it.
    /// </summary>
    public static bool TryBuild(
        ProviderOptions options,
        string endpoint,
        string? model,
        [NotNullWhen(true)] out Uri? uri,
        [NotNullWhen(false)] out ProviderReply.Failed? failed)
    {
        uri = null;
        failed = options.Path is null ? CheckEndpoint(endpoint) : CheckPath(options.Path, endpoint, model);
        if (failed is not null)
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
    private static ProviderReply.Failed? CheckEndpoint(string endpoint)
    {
        var segments = endpoint.Split('/');
        var isBelowVersion = segments.Length > 2 && segments[0].Length == 0 && segments[1] == "v1" && segments.Skip(2).All(IsPlain);
        return isBelowVersion
            ? null
            : Refusal(
                FailureKind.InvalidRequest, $"The endpoint '{endpoint}' is not a plain path below /v1/, such as /v1/chat/completions.");
    }

    private static bool IsPlain(string segment) =>
        segment is not ("" or "." or "..") && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~' or ':');

    // Another member may serve what this provider's path can't, so that neither is the request's own fault.
    private static ProviderReply.Failed? CheckPath(string path, string endpoint, string? model)
    {
        if (path.EndsWith(ChatCompletions, StringComparison.Ordinal) && !endpoint.EndsWith(ChatCompletions, StringComparison.Ordinal))
        {
            return Refusal(
                FailureKind.ModelUnavailable,
                $"The provider's path is for {ChatCompletions} only, and the request is for the endpoint '{endpoint}'.");
        }

        if (!path.Contains(ModelPlaceholder, StringComparison.Ordinal))
            return null;
        if (string.IsNullOrEmpty(model))
        {
            return Refusal(
                FailureKind.ModelUnavailable,
                "The provider's path needs a model, and neither the member of the routing group nor the body names one.");
        }

        return CanStandInPath(model)
            ? null
            : Refusal(FailureKind.ModelUnavailable, $"The provider's path has a place for the model, where '{model}' can't stand.");
    }

    // Escaped, slashes and dots stay within their segment here; but a server behind a proxy may see them unescaped.
    private static bool CanStandInPath(string model) =>
        !model.Any(char.IsControl) && !model.Split('/', '\\').Any(part => part is "." or "..");

    private static ProviderReply.Failed Refusal(FailureKind kind, string message) =>
        new(kind, StatusCode: null, RetryAfter: null, message);
}
