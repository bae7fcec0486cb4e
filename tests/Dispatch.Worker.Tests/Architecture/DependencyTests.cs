using Dispatch.Worker.Completions;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Failures;
using Dispatch.Worker.Providers.Health;
using Dispatch.Worker.Providers.OpenAi;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Architecture;

/// <summary>The dependency rules of the house. Beside each rule stands a proof that its check can fail.</summary>
public sealed class DependencyTests : IDisposable
{
    private readonly Dependencies _worker = Dependencies.OfWorker();

    [Fact]
    public void Folders_see_only_what_they_may() => Assert.Empty(DependencyRules.FolderBreaches(_worker, DependencyRules.Allowed));

    [Fact]
    public void A_folder_that_sees_too_much_is_noticed()
    {
        var stricter = new Dictionary<string, string[]>(DependencyRules.Allowed) { ["Messaging"] = [] };

        Assert.Contains(DependencyRules.FolderBreaches(_worker, stricter), breach => breach.StartsWith("Dispatch.Worker.Messaging.", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_folder_of_the_worker_has_a_rule() =>
        Assert.Empty(_worker.Types.Select(type => DependencyRules.FolderOf(type.FullName)).OfType<string>().Distinct().Except(DependencyRules.Allowed.Keys));

    [Theory]
    [InlineData("MassTransit", "Messaging")]
    [InlineData("RabbitMQ", "Messaging")]
    [InlineData("Polly", "Providers")]
    [InlineData("Microsoft.EntityFrameworkCore", "DeadLetters")]
    [InlineData("Microsoft.Data.Sqlite", "DeadLetters")]
    [InlineData("Npgsql", "DeadLetters")]
    [InlineData("Spectre.Console", "Cli")]
    [InlineData("System.CommandLine", "Cli")]
    [InlineData("OpenTelemetry", "Telemetry")]
    public void A_library_stays_in_its_folder(string library, string folder)
    {
        Assert.Empty(DependencyRules.LibraryBreaches(_worker, library, folder));
        Assert.NotEmpty(DependencyRules.LibraryBreaches(_worker, library));
    }

    [Fact]
    public void HTTP_is_spoken_by_providers_and_by_the_one_client_of_the_commands() => Assert.Equal(
        ["Dispatch.Worker.Cli.DeadLetters.WorkerClient"],
        DependencyRules.LibraryBreaches(_worker, "System.Net.Http", "Providers").Select(breach => breach.Split(" -> ")[0]).Distinct());

    [Fact]
    public void What_decides_takes_time_and_randomness_as_arguments()
    {
        Type[] pure =
        [
            typeof(MemberSelector), typeof(RoutingTable), typeof(RoutingGroup), typeof(RecoveryPolicy), typeof(BackoffSchedule),
            typeof(FailureKinds), typeof(RecoveryRules), typeof(Chain), typeof(Outcomes), typeof(DelayLanes), typeof(RequestBody), typeof(UsageReader),
            typeof(FailureClassifier), typeof(ErrorBodyReader), typeof(ErrorCodes), typeof(ErrorWording), typeof(RetryHint), typeof(WaitNotation),
            typeof(AnswerCheck), typeof(RateLimitPause), typeof(TokenBucket), typeof(Capacity), typeof(Cooldown), typeof(Ramp), typeof(Pacing),
            typeof(MessagePattern), typeof(Fingerprint), typeof(LetterIdentity), typeof(SearchText),
            typeof(ReplayRamp), typeof(ReplayPace), typeof(ReplayReturns), typeof(ReplayDrafts), typeof(ChangeRules),
        ];

        Assert.Empty(DependencyRules.PurityBreaches(_worker, pure));
        Assert.All(pure, each => Assert.Contains(_worker.Types, type => type.FullName == each.FullName));
    }

    [Fact]
    public void A_clock_in_a_pure_type_is_noticed() =>
        Assert.Contains("Dispatch.Worker.Completions.AttemptRunner -> System.TimeProvider", DependencyRules.PurityBreaches(_worker, typeof(AttemptRunner)));

    [Fact]
    public void Contracts_depend_on_the_base_class_library_alone()
    {
        using var contracts = Dependencies.OfContracts();

        Assert.All(contracts.ReferencedAssemblies, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
        Assert.Contains(_worker.ReferencedAssemblies, name => !name.StartsWith("System.", StringComparison.Ordinal));
    }

    public void Dispose() => _worker.Dispose();
}
