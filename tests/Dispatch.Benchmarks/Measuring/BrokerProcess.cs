using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Measuring;

/// <summary>The broker's own process, where it runs on this machine and not in a container.</summary>
internal static class BrokerProcess
{
    private const string Name = "beam.smp";
    private const int Tries = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads what the broker takes of the machine; null: it can't be read here.</summary>
    public static async Task<Gauge?> FindAsync(VirtualHost host, CancellationToken cancellationToken)
    {
        if (!host.Uri.IsLoopback)
            return null;

        using var http = new HttpClient();
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(host.Uri.UserInfo)));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        var question = new Uri(host.Management, "api/nodes?columns=os_pid");
        // A broker that has just started does not know itself yet.
        for (var tries = 1; tries <= Tries; tries++)
        {
            var nodes = await http.GetFromJsonAsync<JsonArray>(question, cancellationToken);
            if (nodes is [JsonObject node] && int.TryParse((string?)node["os_pid"], out var id))
                return IsBroker(id) ? new Gauge(id) : null;

            await Task.Delay(Interval, cancellationToken);
        }

        return null;
    }

    // The number of a process in a container is that of another one out here, or of none.
    private static bool IsBroker(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName == Name;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
