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
        ramp.Start();
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
        ramp.Start();

        ramp.End(ramp.Begin(), answered: false);

        Assert.Single(Fill(ramp));
    }

    [Fact]
    public void It_ends()
    {
        var ramp = new Ramp();
        ramp.Start();

        for (var i = 0; i < Ramp.Full; i++)
            ramp.End(ramp.Begin(), answered: true);

        Assert.True(ramp.IsOver);
    }

    [Fact]
    public void Calls_from_before_do_not_count()
    {
        var ramp = new Ramp();
        var hanging = ramp.Begin();
        ramp.Start();

        Assert.Single(Fill(ramp));
        ramp.End(hanging, answered: true);
        Assert.False(ramp.HasRoom);
    }

    [Fact]
    public void A_start_on_the_way_halves_it()
    {
        var ramp = new Ramp();
        ramp.Start();
        for (var i = 0; i < 15; i++)
            ramp.End(ramp.Begin(), answered: true);

        ramp.Start();

        Assert.Equal(8, Fill(ramp).Count);
    }

    private static List<int> Fill(Ramp ramp)
    {
        var numbers = new List<int>();
        while (ramp.HasRoom)
            numbers.Add(ramp.Begin());
        return numbers;
    }
}
