using System.Text.RegularExpressions;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>Reads the broker's words for a lack of rights, and writes the command that gives them.</summary>
internal static partial class AccessRefusal
{
    /// <summary>Every name that Dispatch has on a broker, as a permission's pattern.</summary>
    public const string Names = @"^(dispatch\.|Dispatch\.Contracts:).*";

    /// <summary>The user that the broker refused; null where the text names none.</summary>
    public static string? UserOf(string text) => User().Match(text) is { Success: true } match ? match.Groups["user"].Value : null;

    /// <summary>The command that gives a user what a worker needs. It replaces what the user had in this virtual host.</summary>
    public static string Grant(string virtualHost, string? user) =>
        $"rabbitmqctl set_permissions --vhost {Quote(virtualHost)} {Quote(user ?? "USER")} {Quote(Names)} {Quote(Names)} {Quote(Names)}";

    /// <summary>The command that makes a virtual host.</summary>
    public static string AddVirtualHost(string name) => $"rabbitmqctl add_vhost {Quote(name)}";

    /// <summary>The text as one word of a POSIX shell.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    // For instance: ACCESS_REFUSED - access to queue 'dispatch.requests' in vhost '/' refused for user 'worker'
    [GeneratedRegex("refused for user '(?<user>.*)'$")]
    private static partial Regex User();
}
