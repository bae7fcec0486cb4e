using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dispatch.Contracts.Json;

/// <summary>Writes an enum as its camelCase name, whatever the serializer's options say, and refuses numbers.</summary>
public sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
