using System.Collections.Concurrent;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Http;
using Microsoft.Extensions.Logging;

namespace Dispatch.Worker.Tests.Providers.Http;

public sealed class HttpLoggingTests
{
    [Theory]
    [InlineData(200, """{"choices":[{"message":{"content":"private"}}]}""", 0)]
    [InlineData(200, "private", 1)]
    [InlineData(401, """{"error":{"message":"private sk-the-key-of-the-tests"}}""", 1)]
    public async Task Says_what_failed_but_neither_prompt_nor_answer_nor_credential(int status, string body, int lines)
    {
        var log = new ListLogger();
        await using var provider = await LocalProvider.StartAsync(status, body);
        await using var adapter = Calling.Adapter(new ProviderOptions { BaseUrl = provider.BaseUrl, ApiKey = "env:KEY" }, logger: log);

        await adapter.CallAsync(Calling.Body("""{"prompt":"private"}"""), TestContext.Current.CancellationToken);

        Assert.Equal(lines, log.Lines.Count);
        Assert.All(log.Lines, line =>
        {
            Assert.Contains($"{status}", line, StringComparison.Ordinal);
            Assert.DoesNotContain("private", line, StringComparison.Ordinal);
            Assert.DoesNotContain(Calling.Key, line, StringComparison.Ordinal);
        });
    }

    private sealed class ListLogger : ILogger<HttpAdapter>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
