namespace Dispatch.Worker.Providers;

/// <summary>What may stand as the value of a header.</summary>
internal static class HeaderValue
{
    /// <summary>Printable ASCII on one line, without spaces around it; nothing at all can be sent too.</summary>
    public static bool CanBeSent(string value) =>
        value.All(character => character is >= ' ' and <= '~') && !value.StartsWith(' ') && !value.EndsWith(' ');
}
