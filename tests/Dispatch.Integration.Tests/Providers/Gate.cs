using System.Threading.Channels;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>Holds every call until the test lets it through; what follows is <paramref name="then"/>, or a plain answer.</summary>
public sealed class Gate(ProviderBehaviour? then = null)
{
    private readonly ProviderBehaviour _then = then ?? Behaviours.Answer();
    private readonly Channel<bool> _passes = Channel.CreateUnbounded<bool>();

    public ProviderBehaviour Behaviour => async (context, call) =>
    {
        while (await _passes.Reader.WaitToReadAsync(context.RequestAborted))
        {
            if (_passes.Reader.TryRead(out _))
            {
                break;
            }
        }

        await _then(context, call);
    };

    /// <summary>Lets so many calls through, held already or yet to come.</summary>
    public void LetThrough(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            _passes.Writer.TryWrite(true);
        }
    }

    /// <summary>Lets all calls through from now on.</summary>
    public void Open() => _passes.Writer.TryComplete();
}
