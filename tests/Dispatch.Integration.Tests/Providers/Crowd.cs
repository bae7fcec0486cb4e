namespace Dispatch.Integration.Tests.Providers;

/// <summary>Counts the calls that are at a provider at the same time.</summary>
/// <param name="stay">How long each takes, so that they meet.</param>
public sealed class Crowd(TimeSpan stay)
{
    private readonly Lock _lock = new();
    private int _present;

    /// <summary>The most that were there at once.</summary>
    public int Most { get; private set; }

    public ProviderBehaviour Behaviour => async (context, call) =>
    {
        lock (_lock)
            Most = Math.Max(Most, ++_present);
        try
        {
            await Task.Delay(stay, context.RequestAborted);
        }
        finally
        {
            // Before the answer is sent: the caller may come again as soon as it has it.
            lock (_lock)
                _present--;
        }

        await Behaviours.Answer()(context, call);
    };
}
