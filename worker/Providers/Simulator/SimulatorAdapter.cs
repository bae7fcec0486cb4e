using System.Globalization;

namespace Dispatch.Worker.Providers.Simulator;

/// <summary>Behaves like a provider, without one: answers, fails, limits its rate and is down, as the options say.</summary>
internal sealed class SimulatorAdapter(string key, SimulatorOptions options, TimeProvider time, long start) : IProviderAdapter
{
    private const string AnyModel = "simulated";

    private readonly SimulatorScript _script = new(options);

    public async Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        var step = _script.Next(time.GetElapsedTime(start));
        await Task.Delay(step.Latency, time, cancellationToken);
        return step.Status == 200 ? Answer(call, step) : Failure(step);
    }

    private ProviderReply.Answered Answer(ProviderCall call, SimulatorStep step)
    {
        var model = call.Model ?? call.Body.Model ?? AnyModel;
        var answer = SimulatorAnswer.Write(key, step.Number, call, model, time.GetUtcNow());
        return new ProviderReply.Answered(step.Status, answer, UsageReader.Read(answer));
    }

    private ProviderReply.Failed Failure(SimulatorStep step)
    {
        var answer = new FailedAnswer(step.Status, Header, SimulatorAnswer.WriteError(key, step.Status));
        return FailureClassifier.Classify(answer, time.GetUtcNow());

        string? Header(string name) =>
            name == "Retry-After" ? step.RetryAfter?.TotalSeconds.ToString("R", CultureInfo.InvariantCulture) : null;
    }
}
