using System.Text.RegularExpressions;

namespace Dispatch.Worker.Tests.Packages;

/// <summary>What Dispatch is made of may be used by everybody, and the README says what that is.</summary>
public sealed partial class LicenceTests
{
    private static readonly HashSet<string> Permissive =
        ["MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "PostgreSQL", "Zlib", "Unlicense", "Unicode-3.0", "MS-PL"];

    public static TheoryData<string> Projects() => ["worker", "contracts", "tests/Dispatch.Worker.Tests", "tests/Dispatch.Integration.Tests", "tests/Dispatch.Benchmarks"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_package_has_a_permissive_licence(string project)
    {
        var packages = PackageGraph.Of(project).All.ToList();

        Assert.NotEmpty(packages);
        Assert.DoesNotContain(packages, package => !IsPermissive(package.Licence));
    }

    [Theory]
    [InlineData("MIT", true)]
    [InlineData("Apache-2.0 OR MPL-2.0", true)]
    [InlineData("(MPL-2.0 OR MIT)", true)]
    [InlineData("MIT AND Apache-2.0", true)]
    [InlineData("MIT AND GPL-3.0-only", false)]
    [InlineData("GPL-3.0-only", false)]
    [InlineData("AGPL-3.0-or-later OR LicenseRef-Commercial", false)]
    [InlineData("not stated", false)]
    public void One_of_several_licences_to_choose_from_is_enough(string expression, bool isPermissive) =>
        Assert.Equal(isPermissive, IsPermissive(expression));

    [Fact]
    public void MassTransit_stays_at_the_last_version_that_is_free()
    {
        var packages = PackageGraph.Of("worker").All.Where(package => package.Id.StartsWith("MassTransit", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.Equal(("8.5", "Apache-2.0"), (string.Join('.', package.Version.Split('.')[..2]), package.Licence)));
    }

    [Fact]
    public void The_README_lists_every_package_that_is_asked_for()
    {
        var listed = Row().Matches(File.ReadAllText(Path.Combine(PackageGraph.Root, "README.md")))
            .Select(row => $"{row.Groups["id"].Value} {row.Groups["version"].Value} {row.Groups["licence"].Value} {row.Groups["place"].Value}");

        Assert.Equal(Expected().Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Expected()
    {
        var built = PackageGraph.Of("contracts").Direct.ToList();
        var worker = PackageGraph.Of("worker").Direct.Except(built).ToList();
        var tests = Projects().Select(row => row.Data).Where(project => project.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(project => PackageGraph.Of(project).Direct).Distinct().Except(built).Except(worker);
        return built.Select(package => Line(package, "build"))
            .Concat(worker.Select(package => Line(package, "worker")))
            .Concat(tests.Select(package => Line(package, "tests")));
    }

    private static string Line(Package package, string place) => $"{package.Id} {package.Version} {package.Licence} {place}";

    private static bool IsPermissive(string expression) => expression.Trim('(', ')').Split(" OR ").Any(choice => choice.Split(" AND ").All(Permissive.Contains));

    [GeneratedRegex(@"^\| (?<id>[A-Za-z][\w.]+) \| (?<version>\d[\w.-]*) \| (?<licence>[^|]+) \| (?<place>worker|build|tests) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
