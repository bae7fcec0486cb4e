using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.Tests.DeadLetters;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

/// <summary>archive, restore, note and audit.</summary>
public abstract class ChangingTests(bool isServer) : IAsyncLifetime
{
    private readonly CommandRun _run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_archived_can_be_restored()
    {
        await _run.RecordAsync(Letters.Make("a"), Letters.Make("b"), Letters.Make("c", group: "embed"));

        Assert.Equal(2, (await _run.JsonAsync("archive", "--group", "chat")).GetProperty("archived").GetInt32());
        Assert.Equal(new LetterCounts(1, 0, 0, 2, 0), await _run.Store.Reader.CountsAsync(Token));
        Assert.Equal(0, await _run.RunAsync("restore", await _run.Store.IdOfAsync("a")));
        Assert.Equal("1 dead letter restored.", _run.Output.Trim());
        Assert.Equal(new LetterCounts(2, 0, 0, 1, 0), await _run.Store.Reader.CountsAsync(Token));
        Assert.Equal(0, await _run.RunAsync("restore", "--all"));
        Assert.Equal(new LetterCounts(3, 0, 0, 0, 0), await _run.Store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task Nobody_changes_all_of_them_by_leaving_something_out()
    {
        await _run.RecordAsync(Letters.Make("a"));

        Assert.Equal(2, await _run.RunAsync("archive"));
        Assert.Equal("Say which dead letters to archive: give ids or a filter (dispatch dead-letters archive --help), or --all.", _run.Error.Trim());
        Assert.Equal(new LetterCounts(1, 0, 0, 0, 0), await _run.Store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task Nothing_to_archive_says_so_and_is_no_error()
    {
        await _run.RecordAsync(Letters.Make("a"));

        Assert.Equal(0, await _run.RunAsync("archive", "--group", "none"));
        Assert.Equal("No open dead letter is meant by this; nothing was archived.", _run.Output.Trim());
    }

    [Fact]
    public async Task The_trail_says_who_changed_what()
    {
        await _run.RecordAsync(Letters.Make("a"));
        await _run.RunAsync("archive", "--group", "chat");
        await _run.RunAsync("note", await _run.Store.IdOfAsync("a"), "Known.");

        var entries = (await _run.JsonAsync("audit")).GetProperty("entries").EnumerateArray().ToList();

        Assert.Equal(["note", "archive"], entries.Select(entry => entry.GetProperty("action").GetString()));
        Assert.All(entries, entry => Assert.Equal(isServer ? "this machine" : $"{Environment.UserName}@{Environment.MachineName}", entry.GetProperty("who").GetString()));
        Assert.Equal(0, await _run.RunAsync("audit"));
        Assert.Contains("archive", _run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("note", "none", "text")]
    [InlineData("show", "none")]
    public async Task A_letter_that_is_not_there_is_named(params string[] arguments)
    {
        await _run.RecordAsync(Letters.Make("a"));

        Assert.Equal(1, await _run.RunAsync(arguments));
        Assert.StartsWith("There is no dead letter 'none'", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_note_is_refused()
    {
        await _run.RecordAsync(Letters.Make("a"));

        Assert.Equal(2, await _run.RunAsync("note", await _run.Store.IdOfAsync("a"), "  "));
        Assert.Equal("A note has 1 to 4096 characters; this one has 0.", _run.Error.Trim());
    }

    public ValueTask InitializeAsync() => isServer ? _run.StartServerAsync() : ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _run.DisposeAsync();
    }
}

public sealed class ChangingInStoreTests() : ChangingTests(isServer: false);

public sealed class ChangingThroughServerTests() : ChangingTests(isServer: true);
