using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Tests.Providers.Health;

public sealed class RampTests
{
    [Fact]
    public void It_lets_everything_through_until_it_is_started()
    {
        var ramp = new Ramp();
        for (var i = 0; i < 1000; i++)
            ramp.Begin();

        Assert.True(ramp is { HasRoom: true, IsOver: true });
    }

    [Fact]
    public void It_lets_one_through_then_two_then_four()
    {
        var ramp = new Ramp();
        ramp.Restart();
        foreach (var expected in new[] { 1, 2, 4, 8 })
        {
            var numbers = Fill(ramp);
            Assert.Equal(expected, numbers.Count);
            numbers.ForEach(number => ramp.End(number, answered: true));
        }
    }

    [Fact]
    public void Only_answers_make_it_grow()
    {
        var ramp = new Ramp();
        ramp.Restart();

        ramp.End(ramp.Begin(), answered: false);

        Assert.Single(Fill(ramp));
    }

    [Fact]
    public void It_ends()
    {
        var ramp = new Ramp();
        ramp.Restart();

        for (var i = 0; i < Ramp.Full; i++)
            ramp.End(ramp.Begin(), answered: true);

        Assert.True(ramp.IsOver);
    }

    [Fact]
    public void Calls_from_before_do_not_count()
    {
        var ramp = new Ramp();
        var hanging = ramp.Begin();
        ramp.Restart();

        Assert.Single(Fill(ramp));
        ramp.End(hanging, answered: true);
        Assert.False(ramp.HasRoom);
    }

    [Fact]
    public void A_rate_limit_halves_what_is_in_flight_once_for_a_burst_and_growth_is_slow_from_there_on()
    {
        var ramp = new Ramp();
        var numbers = Enumerable.Range(0, 40).Select(_ => ramp.Begin()).ToList();

        numbers.ForEach(ramp.Cut);
        numbers.ForEach(number => ramp.End(number, answered: false));
        Assert.Equal(20, Fill(ramp).Count);

        for (var i = 0; i < 22; i++)
            ramp.End(ramp.Begin(), answered: true);
        Assert.Single(Fill(ramp));
    }

    private static List<int> Fill(Ramp ramp)
    {
        var numbers = new List<int>();
        while (ramp.HasRoom && numbers.Count < 1000)
            numbers.Add(ramp.Begin());
        return numbers;
    }
}
