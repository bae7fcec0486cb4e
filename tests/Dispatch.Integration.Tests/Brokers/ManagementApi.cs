using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>The HTTP API of RabbitMQ's management plugin: the one way to virtual hosts that serves for every kind of broker.</summary>
internal sealed class ManagementApi : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _user;

    public ManagementApi(Uri baseUrl, Uri amqp)
    {
        _user = UserOf(amqp);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(amqp.UserInfo)));
        _http = new HttpClient { BaseAddress = baseUrl, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    }

    public async Task<string> GetVersionAsync(CancellationToken cancellationToken)
    {
        var overview = await _http.GetFromJsonAsync<JsonObject>("api/overview", cancellationToken);
        return (string?)overview?["rabbitmq_version"] ?? throw new InvalidOperationException("The management API names no version.");
    }

    public Task<VirtualHost> CreateVirtualHostAsync(Uri broker, CancellationToken cancellationToken) =>
        CreateVirtualHostAsync([broker], cancellationToken);

    /// <summary>A virtual host of a cluster, reached by any of its nodes.</summary>
    public async Task<VirtualHost> CreateVirtualHostAsync(IReadOnlyList<Uri> nodes, CancellationToken cancellationToken)
    {
        var name = $"dispatch-tests-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        await PutAsync($"api/vhosts/{name}", new { }, cancellationToken);
        var everything = new { configure = ".*", write = ".*", read = ".*" };
        await PutAsync($"api/permissions/{name}/{_user}", everything, cancellationToken);
        return new VirtualHost(this, nodes, name);
    }

    public async Task DeleteVirtualHostAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync($"api/vhosts/{name}", cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The names of the virtual host's queues.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync(string virtualHost, CancellationToken cancellationToken)
    {
        var queues = await _http.GetFromJsonAsync<JsonArray>($"api/queues/{virtualHost}?columns=name", cancellationToken) ?? [];
        return [.. queues.Select(queue => (string?)queue?["name"]).OfType<string>()];
    }

    /// <summary>Cuts every connection to the virtual host that the broker tells of; returns how many there were.</summary>
    public async Task<int> CutConnectionsAsync(string virtualHost, CancellationToken cancellationToken)
    {
        var connections = await _http.GetFromJsonAsync<JsonArray>($"api/vhosts/{virtualHost}/connections", cancellationToken) ?? [];
        var cut = 0;
        foreach (var name in connections.Select(connection => (string?)connection?["name"]).OfType<string>())
        {
            using var response = await _http.DeleteAsync($"api/connections/{Uri.EscapeDataString(name)}", cancellationToken);
            // One that ended by itself in between is not there any more.
            if (response.StatusCode == HttpStatusCode.NotFound)
                continue;

            response.EnsureSuccessStatusCode();
            cut++;
        }

        return cut;
    }

    public void Dispose() => _http.Dispose();

    private static string UserOf(Uri amqp)
    {
        var user = amqp.UserInfo.Split(':')[0];
        return user.Length > 0 ? user : throw new ArgumentException($"The URL of {amqp.Host}:{amqp.Port} has no user and password.");
    }

    private async Task PutAsync<T>(string path, T body, CancellationToken cancellationToken)
    {
        using var response = await _http.PutAsJsonAsync(path, body, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
