using System.Globalization;

namespace Dispatch.Worker.Dashboard.Pages.Forms;

/// <summary>What was done, told on the page that one comes to afterwards. Its address says only which of these it was, and how many times.</summary>
internal static class Done
{
    /// <summary>The name in the address.</summary>
    public const string Field = "done";

    public const string Archived = "archived";
    public const string Restored = "restored";
    public const string Noted = "noted";

    /// <summary>The path of the page, which then says so.</summary>
    public static string At(string path, string what, long count) =>
        LocalPath.With(Without(path), Field, string.Create(CultureInfo.InvariantCulture, $"{what}-{count}"));

    /// <summary>The sentence; null: nothing was done.</summary>
    public static string? Read(IQueryCollection query)
    {
        if (query[Field].ToString().Split('-') is not [var what, var number] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return null;

        return what switch
        {
            Archived when count == 0 => "Nothing was archived: only open dead letters can be.",
            Archived => $"{NumberText.Of(count, "dead letter")} archived.",
            Restored when count == 0 => "Nothing was restored: only archived dead letters can be.",
            Restored => $"{NumberText.Of(count, "dead letter")} open again.",
            Noted => "The note was added.",
            _ => null,
        };
    }

    private static string Without(string path)
    {
        var start = path.IndexOf($"{Field}=", StringComparison.Ordinal);
        return start > 0 && path[start - 1] is '?' or '&' && !path.AsSpan(start).Contains('&') ? path[..(start - 1)] : path;
    }
}
