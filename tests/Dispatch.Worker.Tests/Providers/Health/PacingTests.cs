using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Tests.Providers.Health;

public sealed class PacingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Pacing _pacing = new();

    [Fact]
    public void Everybody_gets_another_moment() =>
        Assert.Equal([0, 100, 200, 300], Enumerable.Range(0, 4).Select(_ => (_pacing.Book(Now, perSecond: 10) - Now).TotalMilliseconds));

    [Fact]
    public void Nobody_comes_before_the_earliest_moment_or_long_after_it()
    {
        for (var i = 0; i < 10_000; i++)
            Assert.InRange(_pacing.Book(Now, perSecond: 1), Now, Now + Pacing.Horizon);
    }

    [Fact]
    public void The_line_is_forgotten_once_it_is_over()
    {
        _pacing.Book(Now, perSecond: 1);

        Assert.Equal(Now.AddMinutes(1), _pacing.Book(Now.AddMinutes(1), perSecond: 1));
    }
}
