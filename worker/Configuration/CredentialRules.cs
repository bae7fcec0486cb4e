using System.Buffers;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>What must hold for <c>apiKey</c>, the worker's own and a provider's, and for a provider's <c>headers</c>. No message repeats a value.</summary>
internal sealed class CredentialRules(Func<string, string?> environment, FindingList findings)
{
    private const string WhatIsLegal = "it must be printable ASCII on one line, without spaces around it.";
    private const int ShortestOwnKey = 16;
    private const string HowToRefer = "store it in an environment variable and write \"env:NAME\", or in a file and write \"file:PATH\".";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly string[] SecretWords = ["authorization", "cookie", "apikey", "token", "secret", "password", "credential", "signature"];

    /// <summary>Headers that belong to the call itself.</summary>
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Upgrade", "Expect",
    };

    /// <summary>Checks the key of the worker's own API.</summary>
    public void CheckOwn(string? apiKey)
    {
        const string Path = "apiKey";
        if (apiKey is null)
            return;

        CheckValue(Path, apiKey, isSecret: true, called: true);
        if (SecretReference.TryResolve(apiKey, environment, out var key, out _) && key.Length < ShortestOwnKey)
        {
            findings.Error(
                Path, $"The key is shorter than {ShortestOwnKey} characters, so that it can be guessed; make one with: openssl rand -hex 32");
        }
    }

    public void Check(ProviderOptions provider, string path)
    {
        // Without a call there is no need that the secret can be had, so that a provider can be simulated without its key.
        var called = ProviderKinds.IsCalled(provider.Kind);
        if (provider.ApiKey is { } apiKey)
            CheckValue($"{path}.apiKey", apiKey, isSecret: true, called);

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in provider.Headers)
        {
            var at = ConfigurationPath.Of($"{path}.headers", name);
            CheckName(at, name, isRepeated: !names.Add(name), ownHeader: provider.ApiKey is null ? null : HeaderOfKey(provider.Kind));
            CheckValue(at, value, SoundsSecret(name), called);
        }
    }

    /// <summary>Whether a call carries a credential.</summary>
    public static bool SendsSecret(ProviderOptions provider) => References(provider).Any();

    /// <summary>Every reference to a secret, in an order that does not depend on the file's.</summary>
    public static IEnumerable<string> References(ProviderOptions provider) => provider.Headers
        .OrderBy(header => header.Key, StringComparer.Ordinal)
        .Select(header => header.Value)
        .Prepend(provider.ApiKey)
        .OfType<string>()
        .Where(SecretReference.IsReference);

    /// <summary>Whether a header or parameter of this name holds a credential, as far as its name tells.</summary>
    public static bool SoundsSecret(string name)
    {
        var letters = string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return letters is "key" || name.EndsWith("-key", StringComparison.OrdinalIgnoreCase) || SecretWords.Any(letters.Contains);
    }

    private static string HeaderOfKey(string kind) => kind == ProviderKinds.Anthropic ? "x-api-key" : "Authorization";

    private void CheckName(string path, string name, bool isRepeated, string? ownHeader)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
            findings.Error(path, "This is no legal name of a header; use letters, digits and hyphens.");
        else if (OwnHeaders.Contains(name))
            findings.Error(path, "Dispatch sets this header itself; remove it.");
        else if (isRepeated)
            findings.Error(path, "This header stands twice (names of headers are the same in upper and lower case); remove one of them.");
        else if (name.Equals(ownHeader, StringComparison.OrdinalIgnoreCase))
            findings.Error(path, "apiKey is sent as this header already; remove one of the two.");
    }

    private void CheckValue(string path, string value, bool isSecret, bool called)
    {
        if (SecretReference.IsReference(value))
        {
            if (!called)
                return;
            if (!SecretReference.TryResolve(value, environment, out var secret, out var error))
                findings.Error(path, error);
            else if (!HeaderValue.CanBeSent(secret))
                findings.Error(path, $"The secret referred to can't be sent in a header; {WhatIsLegal}");
        }
        else if (isSecret)
        {
            findings.Error(path, $"A credential must not stand in the configuration; {HowToRefer}");
        }
        else if (!HeaderValue.CanBeSent(value))
        {
            findings.Error(path, $"The value can't be sent in a header; {WhatIsLegal}");
        }
    }
}
