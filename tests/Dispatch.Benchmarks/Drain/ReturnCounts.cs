using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Drain;

/// <summary>How often requests went back to the broker, by the broker's own count.</summary>
/// <param name="AtOnce">To the retry queue, for the next member.</param>
/// <param name="Delayed">To a delay lane. A delay that is made of several lanes counts more than once.</param>
internal sealed record ReturnCounts(long AtOnce, long Delayed)
{
    // The broker gathers its counts every five seconds.
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(6);

    public static async Task<ReturnCounts> ReadAsync(VirtualHost host, CancellationToken cancellationToken)
    {
        await Task.Delay(Gathering, cancellationToken);
        using var http = new HttpClient();
        var user = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(host.Uri.UserInfo)));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", user);
        using var queues = JsonDocument.Parse(await http.GetStringAsync(
            new Uri(host.Management, $"/api/queues/{Uri.EscapeDataString(host.Name)}"), cancellationToken));
        return new ReturnCounts(
            queues.RootElement.EnumerateArray().Where(queue => Name(queue) == "dispatch.requests.retry").Sum(Published),
            queues.RootElement.EnumerateArray().Where(queue => Name(queue).StartsWith("dispatch.requests.delay.", StringComparison.Ordinal)).Sum(Published));
    }

    private static string Name(JsonElement queue) => queue.GetProperty("name").GetString()!;

    private static long Published(JsonElement queue) =>
        queue.TryGetProperty("message_stats", out var stats) && stats.TryGetProperty("publish", out var count) ? count.GetInt64() : 0;
}
