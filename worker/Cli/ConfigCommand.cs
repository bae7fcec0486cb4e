using System.CommandLine;
using System.Text.Json;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Cli;

/// <summary><c>dispatch config check</c> and <c>dispatch config schema</c>. They write to the invocation's output.</summary>
internal static class ConfigCommand
{
    private const string SchemaResource = "dispatch.schema.json";

    private static readonly JsonSerializerOptions Indented = new(ConfigurationJson.Options) { WriteIndented = true };

    /// <param name="loader">Reads the configuration; null: as this process would.</param>
    public static Command Create(ConfigurationLoader? loader = null) =>
        new("config", "Look at the configuration") { Check(loader), Schema() };

    private static Command Check(ConfigurationLoader? loader)
    {
        var file = CommonOptions.Config();
        var json = new Option<bool>("--json") { Description = "Write the findings as JSON" };
        var command = new Command("check", "List every error and warning; exit code 1 if there is an error") { file, json };
        command.SetAction(arguments =>
        {
            var loaded = (loader ?? ConfigurationLoader.ForProcess()).Load(arguments.GetValue(file));
            var output = arguments.InvocationConfiguration.Output;
            if (arguments.GetValue(json))
                output.WriteLine(AsJson(loaded));
            else
                FindingsReport.Write(loaded, output);
            return loaded.IsValid ? ExitCodes.Done : ExitCodes.Incomplete;
        });
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Print the JSON schema of the configuration file");
        command.SetAction(arguments =>
        {
            using var resource = typeof(ConfigCommand).Assembly.GetManifestResourceStream(SchemaResource)!;
            using var reader = new StreamReader(resource);
            arguments.InvocationConfiguration.Output.Write(reader.ReadToEnd());
            return ExitCodes.Done;
        });
        return command;
    }

    private static string AsJson(LoadedConfiguration loaded) => JsonSerializer.Serialize(
        new
        {
            loaded.File,
            Valid = loaded.IsValid,
            Findings = loaded.Findings.Select(finding => new
            {
                Severity = finding.Severity.ToString().ToLowerInvariant(),
                finding.Path,
                finding.Message,
            }),
        },
        Indented);
}
