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

    public async Task<VirtualHost> CreateVirtualHostAsync(Uri broker, CancellationToken cancellationToken)
    {
        var name = $"dispatch-tests-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        await PutAsync($"api/vhosts/{name}", new { }, cancellationToken);
        var everything = new { configure = ".*", write = ".*", read = ".*" };
        await PutAsync($"api/permissions/{name}/{_user}", everything, cancellationToken);
        return new VirtualHost(this, broker, name);
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

    /// <summary>The queues of the virtual host, but for those that belong to one connection.</summary>
    public async Task<IReadOnlyList<string>> GetQueuesAsync(string host, CancellationToken cancellationToken)
    {
        var queues = await _http.GetFromJsonAsync<JsonArray>($"api/queues/{host}?columns=name,exclusive", cancellationToken);
        return [.. queues!.Where(queue => !(bool)queue!["exclusive"]!).Select(queue => (string)queue!["name"]!)];
    }

    public async Task DeleteVirtualHostAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync($"api/vhosts/{name}", cancellationToken);
        response.EnsureSuccessStatusCode();
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
