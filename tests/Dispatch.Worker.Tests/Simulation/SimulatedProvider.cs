using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Simulation;

/// <summary>
/// A service with limits of its own, which all workers call. Refuses at once what is over them; seconds are those of the clock.
/// </summary>
internal sealed class SimulatedProvider(string key, VirtualTime time)
{
    private static readonly ProviderReply.Answered Answer = new(200, JsonElement.Parse("""{"choices":[1]}"""), null);

    private readonly List<SimulatedCall> _calls = [];
    private double? _level;
    private double _at;
    private int _inFlight;

    public string Key => key;

    /// <summary>Calls a second that its bucket is filled by at a moment; infinite: it has none.</summary>
    public Func<double, double> Rate { get; init; } = _ => double.PositiveInfinity;

    /// <summary>Calls that a full bucket holds, in seconds' worth.</summary>
    public double BurstSeconds { get; init; } = 1;

    /// <summary>Calls at once.</summary>
    public int AtOnce { get; init; } = int.MaxValue;

    /// <summary>Where it is overloaded: calls at once beyond this are answered 503.</summary>
    public int Load { get; init; } = int.MaxValue;

    /// <summary>Whether it answers everything 503 at a moment.</summary>
    public Func<double, bool> IsDown { get; init; } = _ => false;

    /// <summary>Seconds that a call takes, by the calls in flight.</summary>
    public Func<int, double> Latency { get; init; } = _ => 0.2;

    /// <summary>Seconds that a refusal takes.</summary>
    public double RefusalLatency { get; init; } = 0.001;

    /// <summary>What a 429 says.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>It says how many calls are left, with each answer, and with a refusal when there will be one again.</summary>
    public bool Hints { get; init; }

    public IReadOnlyList<SimulatedCall> Calls => _calls;

    public int InFlight => _inFlight;

    public int Answered => _calls.Count(call => call.Status == 200);

    public int Refused => _calls.Count(call => call.Status == 429);

    public IProviderAdapter AdapterOf(int worker) => new Adapter(this, worker);

    private async Task<ProviderReply> CallAsync(int worker, CancellationToken cancellationToken)
    {
        var now = time.Seconds;
        var status = Judge(now);
        var left = Hints ? (int?)_level : null;
        var pause = Hints ? TimeSpan.FromSeconds((1 - _level ?? 0) / Rate(now)) : RetryAfter;
        _calls.Add(new SimulatedCall(now, worker, status));
        if (status != 200)
        {
            await Task.Delay(TimeSpan.FromSeconds(RefusalLatency), time, cancellationToken);
            return new ProviderReply.Failed(
                status == 429 ? FailureKind.RateLimited : FailureKind.Transient, status, status == 429 ? pause : null, "no")
            {
                Strain = status == 503 ? ProviderStrain.Load : ProviderStrain.None,
            };
        }

        _inFlight++;
        await Task.Delay(TimeSpan.FromSeconds(Latency(_inFlight)), time, cancellationToken);
        _inFlight--;
        return Answer with { CallsLeft = left };
    }

    private int Judge(double now)
    {
        var rate = Rate(now);
        var burst = Math.Max(1, rate * BurstSeconds);
        if (!double.IsPositiveInfinity(rate))
            _level = Math.Min(burst, (_level ?? burst) + ((now - _at) * rate));
        _at = now;
        if (IsDown(now) || _inFlight >= Load)
            return 503;
        if (_level < 1 || _inFlight >= AtOnce)
            return 429;

        _level--;
        return 200;
    }

    private sealed class Adapter(SimulatedProvider provider, int worker) : IProviderAdapter
    {
        public Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken) => provider.CallAsync(worker, cancellationToken);
    }
}

/// <summary>A call that a provider saw.</summary>
internal readonly record struct SimulatedCall(double At, int Worker, int Status);
