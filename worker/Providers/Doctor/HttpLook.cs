using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Dispatch.Worker.Providers.Doctor;

/// <summary>Reads JSON over HTTP with a user and a password, for services that are looked at and not called.</summary>
/// <param name="root">The URL that paths are below.</param>
/// <param name="credentials">User and password as they are now, as in a URL and unescaped: <c>user:password</c>; null: none.</param>
/// <param name="authorities">Certificates to trust in place of the system's; null: the system's.</param>
/// <param name="time">Is compared with the service's date.</param>
/// <param name="timeout">For each reading.</param>
internal sealed class HttpLook(Uri root, Func<string?> credentials, X509Certificate2Collection? authorities, TimeProvider time, TimeSpan timeout) : IDisposable
{
    private const int MaxBytes = 64 * 1024 * 1024;

    // A date stands for the whole of its second, and servers make it anew each second only: it is up to two seconds old.
    private static readonly TimeSpan MeanAge = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = timeout,
        SslOptions = authorities is null ? new SslClientAuthenticationOptions() : new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(authorities) },
    })
    {
        BaseAddress = root,
        Timeout = timeout,
        MaxResponseContentBufferSize = MaxBytes,
    };

    /// <summary>Never throws but for cancellation.</summary>
    public async Task<HttpReading> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (credentials() is { } shown)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(shown)));

        var sent = time.GetUtcNow();
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var received = time.GetUtcNow();
            var reading = await ReadAsync(response, cancellationToken);
            return response.Headers.Date is { } date
                ? reading with { Ahead = date + MeanAge - (sent + (received - sent) / 2), Uncertainty = MeanAge + (received - sent) / 2 }
                : reading;
        }
        catch (HttpRequestException exception)
        {
            return new HttpReading(null, null, (exception.InnerException?.Message ?? exception.Message).TrimEnd('.'));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HttpReading(null, null, string.Create(CultureInfo.InvariantCulture, $"There is no answer within {timeout.TotalSeconds:0.#} s"));
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<HttpReading> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            return new HttpReading(status, null, string.Create(CultureInfo.InvariantCulture, $"{PathOf(response)} answers with"
                + $" status {status}{Reason(text)}"));

        try
        {
            using var document = JsonDocument.Parse(text);
            return new HttpReading(status, document.RootElement.Clone(), null);
        }
        catch (JsonException)
        {
            return new HttpReading(status, null, $"{PathOf(response)} answers with something that is no JSON");
        }

        static string PathOf(HttpResponseMessage response) => response.RequestMessage!.RequestUri!.AbsolutePath;
    }

    // RabbitMQ's own words: {"error":"not_authorised","reason":"Not monitor user"}
    private static string Reason(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("reason", out var reason)
                ? $": {FailureMessage.Clean(reason.ToString(), Redaction.None)}"
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}

/// <summary>What was read.</summary>
/// <param name="Status">The HTTP status; null: none was received.</param>
/// <param name="Body">The JSON of a success; else null.</param>
/// <param name="Trouble">What went wrong, without credentials; null: nothing.</param>
internal sealed record HttpReading(int? Status, JsonElement? Body, string? Trouble)
{
    /// <summary>How far the service's clock is ahead of this one; negative: behind. null: it sent no date.</summary>
    public TimeSpan? Ahead { get; init; }

    /// <summary>By how much <see cref="Ahead"/> may be off.</summary>
    public TimeSpan Uncertainty { get; init; }
}
