using System.Security.Cryptography;
using System.Text;

namespace Dispatch.Integration.Tests.Security;

/// <summary>A credential that is known again wherever it turns up, in part and encoded too.</summary>
internal sealed class MarkedSecret
{
    private readonly string _head = $"sk-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    private readonly string _tail = RandomNumberGenerator.GetHexString(16, lowercase: true);

    public MarkedSecret(string name)
    {
        Name = name;
        // With all that is written otherwise in a URL, in JSON or in HTML.
        Value = $"{_head}{RandomNumberGenerator.GetHexString(8)}+/=\"<&%\\{_tail}";
    }

    /// <summary>Where it is used.</summary>
    public string Name { get; }

    public string Value { get; }

    /// <summary>What of it is found in a text; null where nothing is.</summary>
    public string? FindIn(string text) =>
        Traces().FirstOrDefault(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase)) is { } found
            ? $"{Name} shows as {found}: …{Around(text, found)}…"
            : null;

    // No encoding changes the letters and digits of the two ends, but for base64.
    private IEnumerable<string> Traces()
    {
        yield return _head;
        yield return _tail;
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. Encoding.ASCII.GetBytes(_head)]);
            yield return text[4..16];
        }
    }

    private static string Around(string text, string found)
    {
        var at = text.IndexOf(found, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)];
    }
}
