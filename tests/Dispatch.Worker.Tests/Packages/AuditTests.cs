using System.Xml.Linq;

namespace Dispatch.Worker.Tests.Packages;

public sealed class AuditTests
{
    [Theory]
    [InlineData("NuGetAuditMode", "all")]
    [InlineData("TreatWarningsAsErrors", "true")]
    [InlineData("NuGetAudit", null)]
    [InlineData("NuGetAuditLevel", null)]
    [InlineData("WarningsNotAsErrors", null)]
    public void A_vulnerable_package_fails_the_restore(string property, string? expected) =>
        Assert.Equal(
            expected, XDocument.Load(Path.Combine(PackageGraph.Root, "Directory.Build.props")).Descendants(property).SingleOrDefault()?.Value);
}
