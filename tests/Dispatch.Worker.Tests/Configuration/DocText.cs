using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Dispatch.Worker.Tests.Configuration;

/// <summary>Reads docstrings from the XML file that the worker's build writes, as plain text.</summary>
internal static partial class DocText
{
    private static readonly Dictionary<string, XElement> Members = XDocument
        .Load(Path.Combine(AppContext.BaseDirectory, "dispatch.xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    public static string? OfType(Type type) => Of($"T:{type.FullName}");

    public static string? OfProperty(Type type, string name) => Of($"P:{type.FullName}.{name}");

    private static string? Of(string member)
    {
        if (!Members.TryGetValue(member, out var element) || element.Element("summary") is not { } summary)
            return null;
        return Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => JsonNamingPolicy.CamelCase.ConvertName(see.Attribute("cref")!.Value.Split('.', ':')[^1]),
        XElement element => element.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
