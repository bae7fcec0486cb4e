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

    /// <summary>Where it is, without credentials.</summary>
    public Uri Url => _http.BaseAddress!;

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

    /// <summary>Adds a user who may do everything in this virtual host and nothing elsewhere.</summary>
    public async Task CreateUserAsync(string host, string user, string password, CancellationToken cancellationToken)
    {
        await PutAsync($"api/users/{user}", new { password, tags = "" }, cancellationToken);
        await PutAsync($"api/permissions/{host}/{user}", new { configure = ".*", write = ".*", read = ".*" }, cancellationToken);
    }

    public async Task DeleteUserAsync(string user, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync($"api/users/{user}", cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The names of the virtual host's queues, but for those that belong to one connection.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync(string host, CancellationToken cancellationToken)
    {
        var queues = await _http.GetFromJsonAsync<JsonArray>($"api/queues/{host}?columns=name,exclusive", cancellationToken);
        return [.. queues!.Where(queue => !(bool)queue!["exclusive"]!).Select(queue => (string)queue!["name"]!)];
    }

    public async Task DeleteVirtualHostAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync($"api/vhosts/{name}", cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The names of the virtual host's exchanges, without those that every virtual host has.</summary>
    public async Task<IReadOnlyList<string>> ExchangesAsync(string virtualHost, CancellationToken cancellationToken)
    {
        var exchanges = await _http.GetFromJsonAsync<JsonArray>($"api/exchanges/{virtualHost}?columns=name", cancellationToken) ?? [];
        return [.. exchanges.Select(exchange => (string?)exchange?["name"]).OfType<string>().Where(name => name.Length > 0 && !name.StartsWith("amq.", StringComparison.Ordinal))];
    }

    /// <summary>A user with permissions in one virtual host.</summary>
    public async Task AddUserAsync(
        string name, string password, string tags, string virtualHost, (string Configure, string Write, string Read) permissions, CancellationToken cancellationToken)
    {
        await PutAsync($"api/users/{name}", new { password, tags }, cancellationToken);
        await PutAsync(
            $"api/permissions/{virtualHost}/{name}", new { configure = permissions.Configure, write = permissions.Write, read = permissions.Read }, cancellationToken);
    }

    /// <summary>Sets a policy for the queues whose name matches.</summary>
    public Task SetPolicyAsync(string virtualHost, string name, string pattern, JsonObject definition, CancellationToken cancellationToken) =>
        PutAsync($"api/policies/{virtualHost}/{name}", new JsonObject { ["pattern"] = pattern, ["definition"] = definition, ["apply-to"] = "queues" }, cancellationToken);

    /// <summary>
    /// The virtual host's queues, each with the messages that were delivered and not acknowledged, as of about five seconds ago.
    /// </summary>
    public async Task<IReadOnlyList<(string Name, long Unacknowledged)>> UnacknowledgedAsync(string virtualHost, CancellationToken cancellationToken)
    {
        const string Count = "messages_unacknowledged";
        var queues = await _http.GetFromJsonAsync<JsonArray>($"api/queues/{virtualHost}?columns=name,{Count}", cancellationToken) ?? [];
        return [.. queues.Select(queue => ((string)queue!["name"]!, (long?)queue[Count] ?? 0))];
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
