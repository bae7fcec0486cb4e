using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Dispatch.Worker.Tests.Architecture;

/// <summary>The rules of the house that are no dependencies: shapes, sizes and words.</summary>
public sealed partial class HouseTests
{
    private static readonly string[] SourceFolders = ["worker", "contracts"];

    [Fact]
    public void Worker_types_are_internal_and_classes_sealed_static_or_the_root_of_a_closed_set()
    {
        using var worker = Dependencies.OfWorker();

        Assert.Empty(worker.Types.Where(type => type.IsPublic && type.Name != "Program" && !IsRazor(type)).Select(type => type.FullName));
        Assert.Empty(worker.Types.SelectMany(WithNested).Where(type => type.IsClass && !IsClosed(type) && !IsRazor(type)).Select(type => type.FullName));
        Assert.Empty(worker.Types.Where(IsRazor).SelectMany(type => type.Methods).Where(method => method.IsPublic && !method.IsConstructor).Select(method => method.FullName));
    }

    [Fact]
    public void Contracts_are_sealed()
    {
        using var contracts = Dependencies.OfContracts();

        Assert.Empty(contracts.Types.Where(type => type.IsClass && !type.IsSealed).Select(type => type.FullName));
    }

    [Fact]
    public void No_type_is_called_by_a_word_that_says_nothing()
    {
        using var worker = Dependencies.OfWorker();

        Assert.DoesNotContain(worker.Types, type => EmptyWords().IsMatch(type.Name));
        Assert.Matches(EmptyWords(), "ProviderManager");
    }

    [Fact]
    public void No_source_file_is_longer_than_250_lines()
    {
        var tooLong = SourceFiles().Where(file => File.ReadLines(file).Count() > 250).Select(file => Path.GetRelativePath(Root(), file));

        Assert.Empty(tooLong);
        Assert.NotEmpty(SourceFiles());
    }

    [Fact]
    public void Program_is_a_composition_root_of_under_40_lines() =>
        Assert.InRange(File.ReadLines(Path.Combine(Root(), "worker", "Program.cs")).Count(), 1, 39);

    [Fact]
    public void The_top_level_holds_what_it_may_and_nothing_else()
    {
        string[] allowed =
        [
            "contracts", "worker", "tests", "docker-compose.yml", "Dispatch.sln", "README.md", "Directory.Build.props", "Directory.Packages.props",
            "BannedSymbols.txt", "global.json",
        ];
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files"]) { WorkingDirectory = Root(), RedirectStandardOutput = true })!;
        var entries = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(path => path.Split('/')[0]).Distinct().ToList();

        Assert.Contains("worker", entries);
        Assert.Empty(entries.Where(name => !name.StartsWith('.')).Except(allowed));
    }

    // A sealed hierarchy: abstract, with private constructors only, or a record whose heirs are all nested in it.
    private static bool IsClosed(TypeDefinition type) =>
        type.IsSealed
        || IsCompilerMade(type)
        || type.IsAbstract && type.NestedTypes.Any(nested => nested.BaseType?.FullName == type.FullName);

    // What the Razor compiler makes of a file: always public and open. It shows nothing but the constructor.
    private static bool IsRazor(TypeDefinition type) =>
        type.BaseType?.FullName == "Microsoft.AspNetCore.Components.ComponentBase"
        || type is { Name: "_Imports", BaseType.FullName: "System.Object" };

    private static bool IsCompilerMade(TypeDefinition type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute");

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static IEnumerable<string> SourceFiles() =>
        SourceFolders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !BuildOutput().IsMatch(file));

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex("Manager|Helper|Util|Backend|Upstream|Failover")]
    private static partial Regex EmptyWords();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex BuildOutput();
}
