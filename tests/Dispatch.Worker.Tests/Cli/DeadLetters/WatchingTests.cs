using System.CommandLine;
using System.Text.Json;
using System.Threading.Channels;
using Dispatch.Worker.Cli.DeadLetters;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.Tests.DeadLetters;
using Microsoft.Extensions.DependencyInjection;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

public sealed class WatchingTests : IDisposable
{
    private readonly StoreFixture _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_after_the_start_is_new_once_and_in_its_order()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 250).Select(number => Letters.Make($"old-{number}"))]);
        await using var source = Source();
        var letters = new NewLetters(source, LetterFilter.Open);
        await letters.StartAsync(Token);
        await _store.RecordAsync(Letters.Make("b", at: Letters.Noon.AddMinutes(2)), Letters.Make("a", at: Letters.Noon.AddMinutes(1)));

        Assert.Equal(["a", "b"], (await letters.ReadAsync(Token)).Select(letter => letter.RequestId));
        Assert.Empty(await letters.ReadAsync(Token));

        // One that comes late, and more than a page has room for.
        await _store.RecordAsync([Letters.Make("late", at: Letters.Noon.AddSeconds(30)), .. Enumerable.Range(0, 700).Select(number => Letters.Make($"r-{number}", at: Letters.Noon.AddMinutes(3)))]);
        var more = await letters.ReadAsync(Token);
        Assert.Equal((701, "late"), (more.Count, more[0].RequestId));
        Assert.Empty(await letters.ReadAsync(Token));
    }

    [Fact]
    public async Task Nothing_is_new_that_was_there()
    {
        await using var source = Source();
        var letters = new NewLetters(source, LetterFilter.Open);
        await letters.StartAsync(Token);
        Assert.Empty(await letters.ReadAsync(Token));

        await _store.RecordAsync(Letters.Make("first"));

        Assert.Equal("first", Assert.Single(await letters.ReadAsync(Token)).RequestId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_program_gets_a_line_for_each_and_ending_it_is_no_error(bool isJson)
    {
        await using var source = new StartedSource(Source());
        using var output = new LineWriter();
        using var error = new StringWriter();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        string[] arguments = ["--interval", "100ms", .. isJson ? ["--json"] : Array.Empty<string>()];
        var watching = WatchCommand.Create(new LetterCommand(_ => source, TimeProvider.System, (_, _) => Task.FromResult<bool?>(null))).Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, stop.Token);
        await source.Started.WaitAsync(Token);
        await _store.RecordAsync(Letters.Make("new\u001b"));

        var line = await output.Lines.ReadAsync(Token);
        await stop.CancelAsync();

        Assert.Equal(0, await watching);
        if (isJson)
            Assert.Equal("new\u001b", JsonSerializer.Deserialize<JsonElement>(line).GetProperty("requestId").GetString());
        else
            Assert.Contains(@"chat  chainExhausted  openai  new\u001b  Every member", line, StringComparison.Ordinal);
    }

    public void Dispose() => _store.Dispose();

    private StoreSource Source()
    {
        var services = new ServiceCollection();
        services.AddSingleton(_store.Reader).AddSingleton(_store.Store);
        return new StoreSource(services.BuildServiceProvider(), "ann");
    }

    /// <summary>Tells when the first page was read, and does else what another one does.</summary>
    private sealed class StartedSource(ILetterSource source) : PassingSource(source)
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Started => _started.Task;

        public override async Task<LetterPage> PageAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken)
        {
            var page = await base.PageAsync(filter, after, size, cancellationToken);
            _started.TrySetResult();
            return page;
        }
    }

    private sealed class LineWriter : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public ChannelReader<string> Lines => _lines.Reader;

        public override Task WriteLineAsync(string? value) => _lines.Writer.WriteAsync(value ?? "").AsTask();
    }
}
