using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.Tests.DeadLetters;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

/// <summary>groups, list and show.</summary>
public abstract class LookingTests(bool isServer) : IAsyncLifetime
{
    private readonly CommandRun _run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_are_what_letters_have_in_common()
    {
        await _run.RecordAsync(
            Letters.Make("a", said: "Overloaded, try 1"), Letters.Make("b", said: "Overloaded, try 2", at: Letters.Noon.AddMinutes(1)), Letters.Make("c", group: "embed"));

        var groups = (await _run.JsonAsync("groups")).GetProperty("groups").EnumerateArray().ToList();

        Assert.Equal([("chat", 2), ("embed", 1)], groups.Select(group => (group.GetProperty("routingGroup").GetString()!, group.GetProperty("count").GetInt32())));
        Assert.Equal("Overloaded, try <n>", groups[0].GetProperty("pattern").GetString());
        Assert.Equal("transient", groups[0].GetProperty("kinds")[0].GetString());
        Assert.Equal(0, await _run.RunAsync("groups"));
        Assert.Contains("Overloaded, try <n>", _run.Output, StringComparison.Ordinal);
        Assert.Contains("3 dead letters in 2 groups.", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_has_the_newest_first_and_says_where_it_goes_on()
    {
        await _run.RecordAsync([.. Enumerable.Range(0, 5).Select(number => Letters.Make($"r-{number}", at: Letters.Noon.AddMinutes(number)))]);

        var first = await _run.JsonAsync("list", "--limit", "3");
        var second = await _run.JsonAsync("list", "--limit", "3", "--after", first.GetProperty("next").GetString()!);

        Assert.Equal(["r-4", "r-3", "r-2"], first.GetProperty("letters").EnumerateArray().Select(letter => letter.GetProperty("requestId").GetString()));
        Assert.Equal(["r-1", "r-0"], second.GetProperty("letters").EnumerateArray().Select(letter => letter.GetProperty("requestId").GetString()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_list_may_be_longer_than_a_page()
    {
        await _run.RecordAsync([.. Enumerable.Range(0, LetterReader.LargestPage + 20).Select(number => Letters.Make($"r-{number}"))]);

        var list = await _run.JsonAsync("list", "--limit", "510");

        Assert.Equal(510, list.GetProperty("letters").EnumerateArray().Select(letter => letter.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(JsonValueKind.String, list.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Open_ones_are_meant_where_nothing_is_said()
    {
        await _run.RecordAsync(Letters.Make("a"), Letters.Make("b"));
        await _run.Store.Store.ArchiveAsync(new LetterFilter { RequestId = "a" }, "ann", Token);

        Assert.Equal(["b"], await RequestsAsync());
        Assert.Equal(["a"], await RequestsAsync("--state", "archived"));
        Assert.Equal(["a", "b"], await RequestsAsync("--state", "archived", "--state", "open"));
        Assert.Equal(["a", "b"], await RequestsAsync("--state", "all"));
        Assert.Equal(["a"], await RequestsAsync("--id", await _run.Store.IdOfAsync("a")));
    }

    [Theory]
    [InlineData("--group", "embed")]
    [InlineData("--reason", "deadlineExceeded")]
    [InlineData("--kind", "RateLimited")]
    [InlineData("--provider", "mistral")]
    [InlineData("--metadata", "tenant=acme")]
    [InlineData("--text", "quota gone")]
    [InlineData("--from", "2026-03-04T12:05:00Z")]
    [InlineData("--from", "50m")]
    [InlineData("--request", "wanted")]
    public async Task Every_filter_counts(string option, string value)
    {
        await _run.RecordAsync(Letters.Make("other"), Letters.Make(
            "wanted", "embed", Letters.Noon.AddMinutes(10), "Your quota is gone", "mistral", FailureKind.RateLimited, DeadLetterReason.DeadlineExceeded, ("tenant", "acme")));

        Assert.Equal(["wanted"], await RequestsAsync(option, value));
        Assert.Equal(["other"], await RequestsAsync("--to", "50m"));
    }

    [Fact]
    public async Task Nothing_found_says_so_and_is_no_error()
    {
        await _run.RecordAsync(Letters.Make("a"));
        await _run.Store.Store.ArchiveAsync(LetterFilter.All, "ann", Token);

        Assert.Equal(0, await _run.RunAsync("list"));
        Assert.Equal("No open dead letter is meant by this. There are others: 1 archived; --state all looks at them too.", _run.Output.Trim());
        Assert.Equal(0, await _run.RunAsync("groups", "--state", "all", "--group", "none"));
        Assert.Equal("No dead letter is meant by this, of 1 in all.", _run.Output.Trim());
        Assert.Empty((await _run.JsonAsync("list")).GetProperty("letters").EnumerateArray());
    }

    [Fact]
    public async Task All_of_a_letter_is_shown_by_its_id_or_its_requests()
    {
        await _run.RecordAsync(Letters.Make("ticket-1", metadata: ("tenant", "acme")), Letters.Make("ticket-1", at: Letters.Noon.AddHours(-1)));
        var id = (await _run.JsonAsync("list", "--limit", "1")).GetProperty("letters")[0].GetProperty("id").GetString()!;
        Assert.Equal(0, await _run.RunAsync("note", id, "They know of it."));

        var json = await _run.JsonAsync("show", id);
        Assert.Equal(0, await _run.RunAsync("show", "ticket-1"));

        Assert.Equal("Hello", json.GetProperty("letter").GetProperty("request").GetProperty("body").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal(1, json.GetProperty("occurrences").GetArrayLength());
        foreach (var part in (string[])[id, "tenant=acme", "503", "The engine is overloaded", "\"content\": \"Hello\"", "They know of it.", "note", "Other dead letters"])
            Assert.Contains(part, _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_provider_said_is_not_obeyed_by_the_terminal()
    {
        await _run.RecordAsync(Letters.Make("\u001b]0;gone\u0007", said: "\u001b[2J\nfree \u202Etext") with { Message = "red\u001b[31m\r\nline" });

        foreach (var command in (string[][])[["groups"], ["list"], ["show", "\u001b]0;gone\u0007"]])
        {
            Assert.Equal(0, await _run.RunAsync(command));
            Assert.DoesNotContain(_run.Output, character => character is '\u001b' or '\u0007' or '\u202E' or '\r');
        }

        Assert.Contains(@"\u001b[2J\nfree \u202etext", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_can_be_read_while_another_process_writes()
    {
        await _run.RecordAsync(Letters.Make("a"));
        using var other = _run.Store.Open();

        var requests = await other.WriteAsync(async context =>
        {
            context.Notes.Add(new Dispatch.Worker.DeadLetters.Storage.NoteRow { Key = (await RowOfAsync(context)).Key, At = 0, Who = "x", Text = "y" });
            await context.SaveChangesAsync(Token);
            return await RequestsAsync();
        }, Token);

        Assert.Equal(["a"], requests);
    }

    public ValueTask InitializeAsync() => isServer ? _run.StartServerAsync() : ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _run.DisposeAsync();
    }

    private static Task<Dispatch.Worker.DeadLetters.Storage.LetterRow> RowOfAsync(Dispatch.Worker.DeadLetters.Storage.LettersContext context) =>
        Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(context.Letters, Token);

    private async Task<string[]> RequestsAsync(params string[] filter) =>
    [
        .. (await _run.JsonAsync(["list", .. filter])).GetProperty("letters").EnumerateArray().Select(letter => letter.GetProperty("requestId").GetString()!).Order(StringComparer.Ordinal),
    ];
}

public sealed class LookingInStoreTests() : LookingTests(isServer: false);

public sealed class LookingThroughServerTests() : LookingTests(isServer: true);
