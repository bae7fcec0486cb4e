using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Tests.Telemetry;

/// <summary>A gauge goes on with its last value for what it is told nothing of any more.</summary>
public sealed class KeptReadingsTests
{
    private readonly List<ProviderReading> _present = [];
    private readonly KeptReadings _readings;

    public KeptReadingsTests() => _readings = new KeptReadings(() => _present);

    [Fact]
    public void What_is_there_is_read_as_it_is()
    {
        _present.Add(Reading("alpha", "open"));

        Assert.Equal(_present, _readings.Read());
    }

    [Fact]
    public void A_model_that_is_gone_is_idle_and_raises_no_alert()
    {
        _present.Add(Reading("alpha", "open") with { IsCallable = false, InFlight = 3, RateLimit = 2 });
        _readings.Read();
        _present.Clear();
        _present.Add(Reading("beta", "available"));

        var gone = Assert.Single(_readings.Read(), reading => reading.Provider == "alpha");

        Assert.Equal((null, true, 0), (gone.State, gone.IsCallable, gone.InFlight));
        Assert.Equal((double.NaN, double.NaN), (gone.RateLimit, gone.ConcurrencyLimit));
    }

    [Fact]
    public void A_limit_that_is_gone_is_no_number()
    {
        _present.Add(Reading("alpha", "available") with { ConcurrencyLimit = 4 });
        _readings.Read();
        _present[0] = Reading("alpha", "available");

        Assert.Equal(double.NaN, Assert.Single(_readings.Read()).ConcurrencyLimit);
    }

    [Fact]
    public void A_model_that_comes_back_is_read_once()
    {
        _present.Add(Reading("alpha", "open"));
        _readings.Read();
        _present.Clear();
        _readings.Read();
        _present.Add(Reading("alpha", "available"));

        Assert.Equal("available", Assert.Single(_readings.Read()).State);
    }

    private static ProviderReading Reading(string provider, string state) => new(provider, "m", "/v1/chat/completions", state, IsCallable: true, InFlight: 0);
}
