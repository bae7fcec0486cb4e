using System.Text.RegularExpressions;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Tests.Packages;

namespace Dispatch.Worker.Tests.Containers;

/// <summary>The image and the demo run without more rights than they need, and hold no secret but the demo's own.</summary>
public sealed partial class ContainerTests
{
    private const string DemoName = "dispatch";
    private const string DemoKey = "dispatch-dispatch";

    private static readonly string Dockerfile = Read("worker/Dockerfile");
    private static readonly string Compose = Read("docker-compose.yml");

    [Fact]
    public void The_image_does_not_run_as_root() => Assert.True(IsNotRoot(UserOf(Dockerfile)), Dockerfile);

    [Theory]
    [InlineData("FROM a AS b\nUSER 1000\nFROM c\nRUN x", false)]
    [InlineData("FROM a\nUSER 1000\nUSER root", false)]
    [InlineData("FROM a\nUSER 0", false)]
    [InlineData("FROM a\nUSER 0:0", false)]
    [InlineData("FROM a\nUSER $WHOEVER", false)]
    [InlineData("FROM a\nUSER app", false)]
    [InlineData("FROM a\nUSER 1654:1654", true)]
    [InlineData("FROM a\nUSER $APP_UID", false)]
    [InlineData("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nUSER $APP_UID", true)]
    public void Only_a_number_in_the_last_stage_tells_that_it_is_not_root(string dockerfile, bool isNotRoot) =>
        Assert.Equal(isNotRoot, IsNotRoot(UserOf(dockerfile)));

    [Fact]
    public void The_demo_gives_no_container_more_rights_than_it_needs()
    {
        Assert.All(UserSetting().Matches(Compose), user => Assert.True(user.Groups["user"].Value is "rabbitmq" || IsNotRoot(user.Groups["user"].Value)));
        Assert.DoesNotMatch(@"privileged:|cap_add:|network_mode:\s*host|pid:\s*host|docker\.sock", Compose);
        // The three that run the worker's image, Prometheus and Grafana; PostgreSQL begins as root, and gives that up by itself.
        Assert.Equal(5, Regex.Count(Compose, @"<<: \*confined"));
        Assert.Contains("cap_drop: [ALL]", Compose, StringComparison.Ordinal);
        Assert.Contains("read_only: true", Compose, StringComparison.Ordinal);
        Assert.Contains("no-new-privileges:true", Compose, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_is_served_to_this_machine_alone() =>
        Assert.All(
            PublishedPort().Matches(Compose), port => Assert.StartsWith("127.0.0.1:", port.Groups["port"].Value, StringComparison.Ordinal));

    [Fact]
    public void The_demo_holds_its_own_credentials_and_no_others()
    {
        var credentials = Credential().Matches(Compose + Dockerfile).Select(found => ValueOf(found.Groups["value"].Value)).ToList();

        Assert.Contains(DemoName, credentials);
        Assert.All(credentials, value => Assert.True(value is DemoName or DemoKey or null, value));
    }

    [Fact]
    public void The_demo_s_key_is_one_that_a_worker_takes()
    {
        var findings = new FindingList();
        new CredentialRules(name => name == "DISPATCH_API_KEY" ? DemoKey : null, findings).CheckOwn("env:DISPATCH_API_KEY");

        Assert.Contains($"DISPATCH_API_KEY: ${{DISPATCH_API_KEY:-{DemoKey}}}", Compose, StringComparison.Ordinal);
        Assert.Empty(findings.ToImmutable());
    }

    // A reference to a variable holds nothing; of one with a default, the default counts.
    private static string? ValueOf(string written) =>
        written.StartsWith("env:", StringComparison.Ordinal) ? null : Default().Match(written) is { Success: true } found ? found.Groups["value"].Value : written;

    private static bool IsNotRoot(string user) => user == "image's own" || (uint.TryParse(user.Split(':')[0], out var id) && id > 0);

    // $APP_UID is a number other than 0 that Microsoft's images set.
    private static string UserOf(string dockerfile)
    {
        var stage = dockerfile[dockerfile.LastIndexOf("FROM ", StringComparison.Ordinal)..];
        var user = User().Matches(stage).LastOrDefault()?.Groups["user"].Value ?? "root";
        return user == "$APP_UID" && stage.StartsWith("FROM mcr.microsoft.com/dotnet/", StringComparison.Ordinal) ? "image's own" : user;
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(PackageGraph.Root, path));

    [GeneratedRegex(@"^\$\{\w+:-(?<value>[^}]*)\}$")]
    private static partial Regex Default();

    [GeneratedRegex(@"^USER\s+(?<user>\S+)", RegexOptions.Multiline)]
    private static partial Regex User();

    [GeneratedRegex(@"^\s+user:\s*""?(?<user>[^\s""]+)", RegexOptions.Multiline)]
    private static partial Regex UserSetting();

    [GeneratedRegex(@"^\s+- ""(?<port>[\d.:]+)""$", RegexOptions.Multiline)]
    private static partial Regex PublishedPort();

    [GeneratedRegex(@"(\w*(PASS|PASSWORD|SECRET|TOKEN|KEY|COOKIE)\w*\s*[:=]\s*""?|amqps?://[^:/\s]+:)(?<value>[^\s""@]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Credential();
}
