using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Security;

/// <summary>Who reaches a real worker's API, and what for, by an address of this machine that is no loopback.</summary>
public sealed class ApiAccessTests
{
    private const string Key = "the-key-of-the-tests-0123456789";

    private static readonly object Configuration = new
    {
        Transport = "memory",
        Providers = new { P = new { Kind = "simulator" } },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_that_listens_on_loopback_is_not_reached_from_elsewhere()
    {
        var address = OwnAddress();
        await using var worker = await WorkerProcess.StartAsync(Configuration, Cancellation);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);

        var refused = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(address, worker.Address.Port, Cancellation).AsTask());

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task Without_a_key_others_neither_read_nor_change_anything()
    {
        var worker = await StartAsync(new Dictionary<string, string?>());
        await using var owned = worker.Process;

        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, worker.Outside, "health/live"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Get, worker.Outside, "api/providers"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Post, worker.Outside, "api/providers"));
        // Past the gate: there is nothing to change there.
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await SendAsync(HttpMethod.Post, worker.Process.Address, "api/providers"));
    }

    [Fact]
    public async Task With_a_key_others_need_it_even_to_read_and_everybody_to_change()
    {
        var worker = await StartAsync(new Dictionary<string, string?> { ["DISPATCH__APIKEY"] = "env:THE_KEY", ["THE_KEY"] = Key });
        await using var owned = worker.Process;

        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, worker.Outside, "health/ready"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(HttpMethod.Get, worker.Outside, "api/providers"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(HttpMethod.Get, worker.Outside, "api/providers", ("X-Api-Key", Key + "x")));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, worker.Outside, "api/providers", ("X-Api-Key", Key)));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, worker.Outside, "api/providers", ("Authorization", $"Bearer {Key}")));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await SendAsync(HttpMethod.Post, worker.Outside, "api/providers", ("X-Api-Key", Key)));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, worker.Process.Address, "api/providers"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(HttpMethod.Post, worker.Process.Address, "api/providers"));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task What_a_caller_says_of_its_address_is_not_believed(string believed)
    {
        // The web server's own switch for proxies takes the header for the caller's address.
        var worker = await StartAsync(new Dictionary<string, string?> { ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = believed });
        await using var owned = worker.Process;

        foreach (var address in (string[])["127.0.0.1", "::1", "127.0.0.1, 127.0.0.1"])
        {
            foreach (var from in (Uri[])[worker.Outside, worker.Process.Address])
            {
                Assert.Equal(
                    HttpStatusCode.Forbidden,
                    await SendAsync(HttpMethod.Post, from, "api/providers", ("X-Forwarded-For", address), ("Host", "localhost")));
            }
        }
    }

    private static async Task<(WorkerProcess Process, Uri Outside)> StartAsync(Dictionary<string, string?> environment)
    {
        var address = OwnAddress();
        var worker = await WorkerProcess.StartAsync(Configuration, Cancellation, environment, listenOn: "0.0.0.0");
        return (worker, new Uri($"http://{address}:{worker.Address.Port}/"));
    }

    private static async Task<HttpStatusCode> SendAsync(HttpMethod method, Uri worker, string path, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(worker, path));
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private static IPAddress OwnAddress()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(each));
        Assert.SkipWhen(address is null, "This machine has no address but loopback.");
        return address!;
    }
}
