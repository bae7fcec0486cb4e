using Dispatch.Worker.Dashboard.Pages.Replaying;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Tests.Dashboard.Pages.Replaying;

public sealed class ProgressPartsTests
{
    [Fact]
    public void The_parts_follow_each_other_and_are_the_whole()
    {
        var progress = new ReplayProgress
        {
            Total = 45,
            Pending = 1,
            Waiting = 2,
            Unknown = 3,
            Resolved = 4,
            ReturnedSame = 5,
            ReturnedOther = 6,
            Skipped = 7,
            Cancelled = 8,
            Lost = 9,
        };

        var parts = ProgressParts.Of(progress).ToList();

        Assert.Equal(45, parts.Sum(part => part.Count));
        Assert.Equal(0, parts[0].From);
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.From + pair.First.Width, pair.Second.From, 9));
        Assert.Equal(1, parts[^1].From + parts[^1].Width, 9);
    }

    [Fact]
    public void Nothing_has_no_part() => Assert.Empty(ProgressParts.Of(new ReplayProgress { Total = 0 }));
}
