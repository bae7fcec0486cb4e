using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Tests.Telemetry;

public sealed class BoundedNamesTests
{
    [Fact]
    public void So_many_are_told_apart_and_the_others_are_one()
    {
        var names = new BoundedNames(2);

        string?[] asked = ["a", "b", "c", "a", "b", "d", null];
        Assert.Equal(["a", "b", "(other)", "a", "b", "(other)", null], asked.Select(names.Of));
    }

    [Fact]
    public void What_a_scraper_may_stumble_over_is_one_of_the_others()
    {
        var names = new BoundedNames(2);

        string[] asked = ["a\nb", "\0", "a b"];
        Assert.Equal(["(other)", "(other)", "a b"], asked.Select(names.Of));
    }

    [Fact]
    public void Many_at_once_stay_within_their_bound()
    {
        var names = new BoundedNames(10);

        var shown = Enumerable.Range(0, 10_000).AsParallel().Select(number => names.Of($"m{number % 1000}")).Distinct().Count();

        Assert.InRange(shown, 11, 11 + Environment.ProcessorCount);
    }
}
