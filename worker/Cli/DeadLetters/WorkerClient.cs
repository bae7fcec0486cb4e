using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Dispatch.Worker.DeadLetters.Json;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Speaks to a worker's API: the one place of the commands that knows HTTP.</summary>
internal sealed class WorkerClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;

    /// <param name="worker">Its address, with a slash at the end.</param>
    /// <param name="key">Its API key; null: none is shown.</param>
    public WorkerClient(Uri worker, string? key)
    {
        // A key goes nowhere but to the worker that is named.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout, UseProxy = !worker.IsLoopback })
        {
            BaseAddress = worker,
            Timeout = Timeout,
        };
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Reads what is there.</summary>
    /// <exception cref="RefusedException">The worker cannot be asked, or refuses.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, path, content: null, ReadAsync<T>, cancellationToken);

    /// <summary>Reads what may not be there: null.</summary>
    /// <exception cref="RefusedException">The worker cannot be asked, or refuses.</exception>
    public async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await GetAsync<T>(path, cancellationToken);
        }
        catch (RefusedException refused) when (refused.ExitCode == ExitCodes.Incomplete)
        {
            return null;
        }
    }

    /// <summary>Sends something, and reads the answer.</summary>
    /// <exception cref="RefusedException">The worker cannot be asked, or refuses.</exception>
    public Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body, body.GetType(), options: LetterJson.Options), ReadAsync<T>, cancellationToken);

    /// <summary>Sends something that has no answer.</summary>
    /// <exception cref="RefusedException">The worker cannot be asked, or refuses.</exception>
    public Task PostAsync(string path, object body, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, path, JsonContent.Create(body, body.GetType(), options: LetterJson.Options), (_, _) => Task.FromResult(true), cancellationToken);

    /// <summary>Copies what is there as it comes.</summary>
    /// <exception cref="RefusedException">The worker cannot be asked, refuses, or breaks off.</exception>
    public Task CopyAsync(string path, Stream output, CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, path, content: null, async (content, cancellation) =>
    {
        await using var input = await content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[64 * 1024];
        for (int read; (read = await FillAsync(input, buffer, cancellation)) > 0;)
            await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
        return true;
    }, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<T> AskAsync<T>(
        HttpMethod method, string path, HttpContent? content, Func<HttpContent, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw await ProblemAsync(response, cancellationToken);
            return await read(response.Content, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException)
        {
            throw Unreachable(exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(FormattableString.Invariant($"no answer in {Timeout.TotalSeconds} seconds"), exception);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadFromJsonAsync<T>(LetterJson.Options, cancellationToken) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new RefusedException($"The answer cannot be read ({exception.Message}); is --server a worker of this version?", ExitCodes.Broken, exception);
        }
    }

    // A failed read is the worker's; a failed write is that of the file it goes to.
    private async Task<int> FillAsync(Stream input, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await input.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new RefusedException($"The worker at {_http.BaseAddress} broke off; what was written is not all.", ExitCodes.Broken, exception);
        }
    }

    private RefusedException Unreachable(string why, Exception inner) => new(
        $"The worker at {_http.BaseAddress} cannot be asked: {why}. Is it running, and does --server name what listen is in its configuration?", ExitCodes.Broken, inner);

    private async Task<RefusedException> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await ProblemOfAsync(response, cancellationToken);
        var isNoApi = problem is null || problem.Type?.EndsWith(":no-such-path", StringComparison.Ordinal) == true;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new RefusedException(
                $"The worker at {_http.BaseAddress} refuses: {problem?.Text ?? "the API key is missing or wrong."} Here the key is read from DISPATCH_API_KEY, or from what --api-key refers to."),
            HttpStatusCode.NotFound when isNoApi => new RefusedException(
                $"There is no API of dead letters at {_http.BaseAddress}; is --server a worker of this version?", ExitCodes.Broken),
            HttpStatusCode.NotFound or HttpStatusCode.Conflict => new RefusedException(problem!.Text, ExitCodes.Incomplete),
            HttpStatusCode.BadRequest => new RefusedException(problem?.Text ?? "The worker takes it for wrong."),
            var status => new RefusedException(
                problem?.Text ?? FormattableString.Invariant($"The worker at {_http.BaseAddress} answers with status {(int)status}."), ExitCodes.Broken),
        };
    }

    private static async Task<Problem?> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return null;

        try
        {
            return await response.Content.ReadFromJsonAsync<Problem>(LetterJson.Options, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Problem(string? Type, string? Title, string? Detail)
    {
        public string Text => SafeText.Line(Detail ?? Title ?? "no reason is given");
    }
}
