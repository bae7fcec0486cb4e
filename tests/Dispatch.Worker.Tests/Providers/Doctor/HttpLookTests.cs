using System.Net;
using System.Net.Sockets;
using System.Text;
using Dispatch.Worker.Providers.Doctor;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Providers.Doctor;

public sealed class HttpLookTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HttpLookTests() => _listener.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task JSON_is_read_with_user_and_password_and_the_date_is_set_beside_the_clock()
    {
        var (reading, request) = await ReadAsync("200 OK", """{"a":1}""", Now.AddSeconds(59));

        Assert.Equal((200, 1, null), (reading.Status, reading.Body!.Value.GetProperty("a").GetInt32(), reading.Trouble));
        // The date may be up to two seconds old.
        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)), (reading.Ahead, reading.Uncertainty));
        Assert.Contains($"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("user:pass/word"))}\r\n", request, StringComparison.Ordinal);
        Assert.StartsWith("GET /root/api/overview ", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("401 Unauthorized", """{"error":"not_authorised","reason":"Not monitor user"}""", 401, "/root/api/overview answers with status 401: Not monitor user")]
    [InlineData("302 Found", "", 302, "/root/api/overview answers with status 302")]
    [InlineData("200 OK", "<html>", 200, "/root/api/overview answers with something that is no JSON")]
    public async Task What_is_no_JSON_of_a_success_is_trouble(string status, string body, int code, string trouble)
    {
        var (reading, _) = await ReadAsync(status, body, Now);

        Assert.Equal((code, trouble), (reading.Status, reading.Trouble));
        Assert.Null(reading.Body);
    }

    [Fact]
    public async Task Nobody_there_is_trouble_without_a_status()
    {
        using var look = Look(Root());
        _listener.Stop();

        var reading = await look.ReadAsync("api/overview", Cancellation);

        Assert.Null(reading.Status);
        Assert.Equal("Connection refused", reading.Trouble);
    }

    public void Dispose() => _listener.Dispose();

    private async Task<(HttpReading Reading, string Request)> ReadAsync(string status, string body, DateTimeOffset date)
    {
        using var look = Look(Root());
        var reading = look.ReadAsync("api/overview", Cancellation);
        using var client = await _listener.AcceptTcpClientAsync(Cancellation);
        var buffer = new byte[8192];
        var length = await client.GetStream().ReadAsync(buffer, Cancellation);
        var answer = $"HTTP/1.1 {status}\r\nDate: {date:R}\r\nLocation: /elsewhere\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), Cancellation);
        return (await reading, Encoding.ASCII.GetString(buffer, 0, length));
    }

    private static HttpLook Look(Uri root) => new(root, () => "user:pass/word", authorities: null, new FakeTimeProvider(Now), TimeSpan.FromSeconds(30));

    private Uri Root() => new($"http://{_listener.LocalEndpoint}/root/");
}
