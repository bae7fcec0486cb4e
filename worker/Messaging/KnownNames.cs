using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Dispatch.Worker.Messaging;

/// <summary>The members that are looked for in a JSON object: the values of an enum, named in camelCase, from 0.</summary>
internal sealed class KnownNames
{
    /// <summary>A name that is not looked for.</summary>
    public const int Other = -1;

    /// <summary>A name that may be another way to write one of those that are looked for: in other casing, or with an escape.</summary>
    public const int Unusual = -2;

    private readonly byte[][] _names;

    private KnownNames(IEnumerable<string> names) => _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    public static KnownNames Of<TEnum>()
        where TEnum : struct, Enum => new(Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName));

    /// <summary>The index of the member's name, or <see cref="Other"/>, or <see cref="Unusual"/>.</summary>
    public int IndexOf(JsonProperty member)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        for (var i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
                return i;
        }

        if (name.Contains((byte)'\\') || !Ascii.IsValid(name))
            return Unusual;

        foreach (var known in _names)
        {
            if (Ascii.EqualsIgnoreCase(name, known))
                return Unusual;
        }

        return Other;
    }
}
