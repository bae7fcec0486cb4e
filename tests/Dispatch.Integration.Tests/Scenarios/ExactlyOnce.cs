using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>Requests that can be told apart at the provider, and the check that each was called for and answered exactly once.</summary>
internal static class ExactlyOnce
{
    /// <summary>A request whose body carries its id.</summary>
    public static CompletionRequest Request(string id, string group) =>
        OutcomeClient.Request(id, group, $$"""{"model":"m-1","messages":[{"role":"user","content":"Hello"}],"user":"{{id}}"}""");

    /// <summary>The id of the request that this call was made for.</summary>
    public static string IdOf(RecordedCall call)
    {
        using var body = JsonDocument.Parse(call.Body);
        return body.RootElement.GetProperty("user").GetString()!;
    }

    /// <summary>Each of <paramref name="ids"/> has one result and no dead letter, was one call at the provider, and no queue holds a request.</summary>
    public static async Task AssertAsync(Scenario scenario, TestProvider provider, IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        // The subscriber gets its copies after the broker has confirmed them: all that were sent, once the last one is there.
        foreach (var id in ids)
            await scenario.Client.ResultAsync(id, cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests", 0, cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests.retry", 0, cancellation);

        Assert.Equal(ids.Order(StringComparer.Ordinal), provider.Calls.Select(IdOf).Order(StringComparer.Ordinal));
        Assert.Equal(ids.Order(StringComparer.Ordinal), scenario.Client.Received.Select(received => received.Id).Order(StringComparer.Ordinal));
        // A quorum queue counts a message a moment after a subscriber has it.
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", ids.Count, cancellation);
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.dead-letters", cancellation));
    }
}
