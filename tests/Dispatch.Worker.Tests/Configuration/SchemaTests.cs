using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class SchemaTests
{
    private const string Update = "DISPATCH_UPDATE_SCHEMA";

    [Fact]
    public void The_shipped_schema_is_what_the_options_types_give()
    {
        var generated = SchemaGenerator.Generate();
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(ShippedFile(), generated);

        Assert.True(
            generated == File.ReadAllText(ShippedFile()),
            "worker/dispatch.schema.json is not what the options types give. "
            + $"Write it anew with: {Update}=1 dotnet run --project tests/Dispatch.Worker.Tests");
    }

    [Fact]
    public void Every_setting_has_a_description()
    {
        var missing = Settings(JsonNode.Parse(SchemaGenerator.Generate())!, "")
            .Where(setting => setting.Schema["description"] is null)
            .Select(setting => setting.Path);

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_object_of_settings_refuses_further_keys()
    {
        var objects = Objects(JsonNode.Parse(SchemaGenerator.Generate())!).Where(node => node["properties"] is not null).ToList();

        Assert.Equal(18, objects.Count);
        Assert.All(objects, node => Assert.False(node["additionalProperties"]!.GetValue<bool>()));
    }

    [Fact]
    public void A_group_is_a_list_of_members_or_an_object_with_them()
    {
        var schema = JsonNode.Parse(SchemaGenerator.Generate())!;
        var forms = schema["properties"]!["routingGroups"]!["additionalProperties"]!["anyOf"]!.AsArray();
        var reference = forms[0]!["$ref"]!.GetValue<string>().TrimStart('#', '/').Split('/');
        var list = reference.Aggregate(schema, (node, step) => node is JsonArray items ? items[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!);

        Assert.Same(forms[1]!["properties"]!["members"], list);
        Assert.Equal("array", list["type"]!.GetValue<string>());
        Assert.Equal(["members"], forms[1]!["required"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    [Theory]
    [InlineData("30s", true)]
    [InlineData("1h30m", true)]
    [InlineData("1.5s", true)]
    [InlineData("250ms", true)]
    [InlineData("", false)]
    [InlineData("abc", false)]
    [InlineData("30m1h", false)]
    public void A_duration_is_a_pattern_that_says_what_is_read(string text, bool isDuration)
    {
        var timeout = JsonNode.Parse(SchemaGenerator.Generate())!["properties"]!["providers"]!["additionalProperties"]!["properties"]!["timeout"]!;

        Assert.Equal(isDuration, Regex.IsMatch(text, timeout["pattern"]!.GetValue<string>()));
        Assert.Equal(isDuration, Duration.TryParse(text, out _));
        Assert.Equal("2m", timeout["default"]!.GetValue<string>());
    }

    private static IEnumerable<(string Path, JsonNode Schema)> Settings(JsonNode schema, string path) =>
        Objects(schema)
            .Select(node => node["properties"])
            .OfType<JsonObject>()
            .SelectMany(properties => properties.Select(property => ($"{path}.{property.Key}", property.Value!)));

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(entry => Objects(entry.Value)).Prepend(found),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    private static string ShippedFile([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../worker/dispatch.schema.json"));
}
