using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>
/// The members of one JSON object, of which some are taken; what is left over at the end has no place in the protocol. Null says
/// nothing, and so counts as absent. Of several members of one name the last counts.
/// </summary>
internal sealed class Fields
{
    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _left = new(StringComparer.Ordinal);

    public Fields(JsonElement element, string path)
    {
        _path = path;
        foreach (var member in element.EnumerateObject())
        {
            var name = JsonText.NameOf(member);
            if (member.Value.ValueKind == JsonValueKind.Null)
                _left.Remove(name);
            else
                _left[name] = member.Value;
        }
    }

    /// <summary>The value of that name; null where there is none. It is no longer left over.</summary>
    public JsonElement? Take(string name) => _left.Remove(name, out var value) ? value : null;

    /// <summary>
    /// The value of that name where it is of that type; any other type is the request's fault. <paramref name="what"/> says in words
    /// what it should be.
    /// </summary>
    public JsonElement? Take(string name, JsonValueKind kind, string what, Mapping mapping)
    {
        var value = Take(name);
        if (value is null || value.Value.ValueKind == kind)
            return value;

        mapping.Fault($"{PathOf(name)} is no {what}.");
        return null;
    }

    /// <summary>True or false; null where it is absent, or something else, which is the request's fault.</summary>
    public bool? TakeFlag(string name, Mapping mapping)
    {
        switch (Take(name)?.ValueKind)
        {
            case null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                mapping.Fault($"{PathOf(name)} is neither true nor false.");
                return null;
        }
    }

    /// <summary>Names what was not taken, but for what says nothing: an empty list or object, or what is the default anyway.</summary>
    public void LeaveOutTheRest(Mapping mapping, Func<string, JsonElement, bool>? isDefault = null)
    {
        foreach (var (name, value) in _left)
        {
            if (!IsEmpty(value) && isDefault?.Invoke(name, value) != true)
                mapping.LeaveOut(PathOf(name));
        }
    }

    public string PathOf(string name) => Mapping.PathOf(_path, name);

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };
}
