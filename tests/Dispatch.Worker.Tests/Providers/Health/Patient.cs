using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Providers.Health;

/// <summary>A provider whose health is looked at: it replies as told, on a clock that stands still.</summary>
internal sealed class Patient : IProviderAdapter
{
    public static readonly ModelName Model = new("m", CompletionRequest.ChatCompletions);

    private readonly Queue<TaskCompletionSource<ProviderReply>> _open = new();

    public Patient(ProviderOptions? options = null) => Provider = Making.Provider(this, options, Time);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public Provider Provider { get; }

    /// <summary>What the next call gets; null: it stays open until <see cref="EndOne"/>.</summary>
    public ProviderReply? Reply { get; set; } = Answer();

    public int Calls { get; private set; }

    public static ProviderReply Answer(long? tokens = null) =>
        new ProviderReply.Answered(200, JsonElement.Parse("{}"), tokens is { } total ? new TokenUsage { TotalTokens = total } : null);

    public static ProviderReply Fail(FailureKind kind = FailureKind.Transient, int? status = 503, double? retryAfter = null) =>
        new ProviderReply.Failed(kind, status, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null, "it failed");

    /// <summary>Calls if there is room; false where there is none.</summary>
    public bool TryCall(out Task<ProviderReply> call, string model = "m", long tokens = 1) =>
        TryCall(out call, TestContext.Current.CancellationToken, model, tokens);

    public bool TryCall(out Task<ProviderReply> call, CancellationToken cancellationToken, string model = "m", long tokens = 1)
    {
        var room = Provider.TryReserve(Model with { Model = model }, tokens);
        call = room is null
            ? Task.FromResult<ProviderReply>(new ProviderReply.Failed(FailureKind.Unknown, null, null, "There is no room."))
            : Provider.CallAsync(new ProviderCall(Model.Endpoint, RequestBody.Parse("{}"u8.ToArray()), model), room, cancellationToken);
        return room is not null;
    }

    /// <summary>Makes calls that all get this reply, as long as there is room; returns how many there were.</summary>
    public async Task<int> CallAsync(ProviderReply reply, int times = 1, string model = "m")
    {
        Reply = reply;
        for (var made = 0; made < times; made++)
        {
            if (!TryCall(out var call, model))
                return made;
            await call;
        }

        return times;
    }

    /// <summary>Opens as many calls as there is room for, up to a hundred, and leaves them open.</summary>
    public List<Task<ProviderReply>> Fill(string model = "m")
    {
        Reply = null;
        var calls = new List<Task<ProviderReply>>();
        while (calls.Count < 100 && TryCall(out var call, model))
            calls.Add(call);
        return calls;
    }

    public void EndOne(ProviderReply reply) => _open.Dequeue().SetResult(reply);

    /// <summary>When the model may be called, in seconds from now; 0: at once.</summary>
    public double Wait(string model = "m") =>
        Provider.Look(Model with { Model = model }).At is { } at ? (at - Time.GetUtcNow()).TotalSeconds : 0;

    public HealthState State(string model = "m") => Provider.Look(Model with { Model = model }).State;

    Task<ProviderReply> IProviderAdapter.CallAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        Calls++;
        if (Reply is { } reply)
            return Task.FromResult(reply);

        var open = new TaskCompletionSource<ProviderReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open.Enqueue(open);
        return open.Task.WaitAsync(cancellationToken);
    }
}
