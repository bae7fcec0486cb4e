using System.Diagnostics.Metrics;
using Dispatch.Contracts;
using Dispatch.Worker.Dashboard.Figures;
using Dispatch.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Dispatch.Worker.Tests.Dashboard.Figures;

public sealed class WorkTallyTests
{
    [Fact]
    public void Outcomes_and_fallbacks_are_counted_as_the_metrics_tell_them()
    {
        using var services = new ServiceCollection().AddMeters().BuildServiceProvider();
        var meter = services.GetRequiredService<RequestMeter>();
        using var tally = new WorkTally(services.GetRequiredService<IMeterFactory>());

        meter.Answered("chat");
        meter.Answered("chat");
        meter.DeadLettered(DeadLetterReason.ChainExhausted, "chat");
        meter.Redelivered("fallback", "chat");
        meter.Redelivered("deferral", "chat");

        Assert.Equal(new WorkTotals(Results: 2, DeadLetters: 1, Fallbacks: 1), tally.Read());
    }

    [Fact]
    public void Another_worker_s_metrics_are_not_counted()
    {
        using var services = new ServiceCollection().AddMeters().BuildServiceProvider();
        using var others = new ServiceCollection().AddMeters().BuildServiceProvider();
        using var tally = new WorkTally(services.GetRequiredService<IMeterFactory>());

        others.GetRequiredService<RequestMeter>().Answered("chat");

        Assert.Equal(default, tally.Read());
    }
}
