using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Tests.Providers.Health;

public sealed class TokenBucketTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TokenBucket _bucket = new(perMinute: 60, size: 3);

    [Fact]
    public void It_is_full_at_first_and_then_fills_evenly()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Now, _bucket.ReadyAt(1, Now));
            _bucket.Take(1, Now);
        }

        Assert.Equal(Now.AddSeconds(1), _bucket.ReadyAt(1, Now));
        Assert.Equal(Now.AddSeconds(2), _bucket.ReadyAt(2, Now));
        Assert.Equal(Now.AddSeconds(1), _bucket.ReadyAt(1, Now.AddSeconds(1)));
    }

    [Fact]
    public void It_holds_no_more_than_its_size()
    {
        _bucket.Take(1, Now);
        _bucket.Take(3, Now.AddHours(1));

        Assert.Equal(Now.AddHours(1).AddSeconds(1), _bucket.ReadyAt(1, Now.AddHours(1)));
    }

    [Fact]
    public void It_owes_no_more_than_it_holds()
    {
        _bucket.Take(1e18, Now);

        Assert.Equal(Now.AddSeconds(4), _bucket.ReadyAt(1, Now));
    }

    [Fact]
    public void What_is_put_back_can_be_taken_again()
    {
        _bucket.Take(3, Now);
        _bucket.PutBack(2);

        Assert.Equal(Now, _bucket.ReadyAt(2, Now));
        Assert.Equal(Now.AddSeconds(1), _bucket.ReadyAt(3, Now));
    }

    [Fact]
    public void A_clock_that_goes_back_takes_nothing_away()
    {
        _bucket.Take(1, Now);

        Assert.Equal(Now.AddHours(-1), _bucket.ReadyAt(2, Now.AddHours(-1)));
    }
}
