using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>What PostgreSQL has beyond a file: several who use it at once, passwords, and a server that may be away.</summary>
public sealed class PostgreSqlTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_may_make_the_tables_and_record_the_same_letters_at_once()
    {
        var place = await PostgresFixture.CreateDatabaseAsync(Cancellation);
        var databases = Enumerable.Range(0, 4).Select(_ => Open(place)).ToList();

        var recorded = await Task.WhenAll(databases.Select(async database =>
        {
            var store = new LetterStore(database, TimeProvider.System);
            var sum = 0;
            foreach (var batch in Enumerable.Range(0, 1000).Chunk(100))
                sum += await store.RecordAsync([.. batch.Select(number => Worker.Messaging.Letters.QueuedLetter.Of(Letter.Of(number)))], Cancellation);
            return sum;
        }));

        Assert.Equal(1000, recorded.Sum());
        Assert.Equal(1000, (await new LetterReader(databases[0]).CountsAsync(Cancellation)).Open);
        databases.ForEach(database => database.Dispose());
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_tried_again_with_the_one_of_the_moment()
    {
        var place = await PostgresFixture.CreateDatabaseAsync(Cancellation, withPassword: false);
        var password = "wrong";
        using var database = Open(place, () => password);

        var refused = await Assert.ThrowsAsync<StoreException>(() => database.OpenAsync(Cancellation));
        password = PrivatePostgres.Password;
        await database.OpenAsync(Cancellation);

        Assert.Matches(@"^PostgreSQL 127\.0\.0\.1:\d+/letters_\d+ refuses the user dispatch or its password; correct monitor\.store and monitor\.password\.$", refused.Message);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_said()
    {
        var place = new NpgsqlConnectionStringBuilder(await PostgresFixture.CreateDatabaseAsync(Cancellation)) { Database = "nowhere" };
        using var database = Open(place.ConnectionString);

        Assert.Contains("createdb --owner dispatch nowhere", (await Assert.ThrowsAsync<StoreException>(() => database.OpenAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_is_said()
    {
        using var database = Open($"postgres://dispatch@127.0.0.1:{FreePorts.Take(1)[0]}/letters", () => "x");

        Assert.Contains("No server answers for PostgreSQL 127.0.0.1:", (await Assert.ThrowsAsync<StoreException>(() => database.OpenAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_left_alone()
    {
        var place = await PostgresFixture.CreateDatabaseAsync(Cancellation);
        using var database = Open(place);
        await database.WriteAsync(
            context => context.Database.ExecuteSqlAsync($"INSERT INTO migrations (number, name, applied_at) VALUES (999, 'later', '')", Cancellation), Cancellation);
        using var again = Open(place);

        Assert.Contains("made by a newer version", (await Assert.ThrowsAsync<StoreException>(() => again.OpenAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_text_of_PostgreSQL_can_hold_is_asked_for_and_not_found()
    {
        using var database = Open(await PostgresFixture.CreateDatabaseAsync(Cancellation));
        var (reader, store) = (new LetterReader(database), new LetterStore(database, TimeProvider.System));
        LetterFilter[] filters =
        [
            new() { Ids = ["a\0b"] }, new() { Fingerprint = "\0" }, new() { RequestId = "\0" }, new() { RoutingGroup = "\0" }, new() { Provider = "\0" },
            new() { Text = "\0" }, new() { Metadata = [new("\0", "\0")] },
        ];

        Assert.All(await Task.WhenAll(filters.Select(filter => reader.CountAsync(filter, Cancellation))), count => Assert.Equal(0, count));
        Assert.Null(await reader.FindAsync("\0", Cancellation));
        Assert.Null(await reader.GroupAsync("\0", Cancellation));
        Assert.False(await store.AddNoteAsync("\0", "a note", "ann", Cancellation));
        Assert.All(await Task.WhenAll(filters.Select(filter => store.ArchiveAsync(filter, "a\0nn", Cancellation))), count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Tables_that_are_dropped_while_they_are_used_are_made_anew()
    {
        using var database = Open(await PostgresFixture.CreateDatabaseAsync(Cancellation));
        var store = new LetterStore(database, TimeProvider.System);
        await store.RecordAsync([Worker.Messaging.Letters.QueuedLetter.Of(Letter.Of(1))], Cancellation);

        await database.WriteAsync(
            context => context.Database.ExecuteSqlRawAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public", Cancellation), Cancellation);
        await store.RecordAsync([Worker.Messaging.Letters.QueuedLetter.Of(Letter.Of(2))], Cancellation);

        Assert.Equal("r-2", (await new LetterReader(database).PageAsync(LetterFilter.All, null, 10, Cancellation)).Letters.Single().RequestId);
    }

    [Fact]
    public async Task A_server_that_is_lost_while_letters_are_saved_is_said()
    {
        await using var postgres = await PrivatePostgres.StartNewAsync(Cancellation);
        using var database = Open(await postgres.CreateDatabaseAsync(Cancellation, withPassword: true));
        await database.OpenAsync(Cancellation);

        var lost = await Assert.ThrowsAsync<StoreException>(() => database.WriteAsync(async context =>
        {
            AuditTrail.Add(context, DateTimeOffset.UnixEpoch, "ann", "test", LetterFilter.All, 0);
            await postgres.StopAsync(Cancellation);
            return await context.SaveChangesAsync(Cancellation);
        }, Cancellation));

        Assert.StartsWith("PostgreSQL 127.0.0.1:", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_monitor_outlives_a_restart_of_PostgreSQL()
    {
        await using var postgres = await PrivatePostgres.StartNewAsync(Cancellation);
        var place = await postgres.CreateDatabaseAsync(Cancellation, withPassword: false);
        await using var scenario = await Scenario.CreateAsync(brokers);
        scenario.Monitor = new { Store = place, Password = "env:LETTERS_PASSWORD" };
        var monitor = await scenario.StartWorkerAsync(new Dictionary<string, string?> { ["DISPATCH__ROLES__0"] = "monitor", ["LETTERS_PASSWORD"] = PrivatePostgres.Password });
        await Letter.PublishAsync(scenario.VirtualHost, [Letter.Of(1)], Cancellation);
        using var database = Open(place, () => PrivatePostgres.Password);
        await WaitForAsync(database, 1);

        await postgres.StopAsync(Cancellation);
        await Letter.PublishAsync(scenario.VirtualHost, [Letter.Of(2)], Cancellation);
        await monitor.WaitForLineAsync("Dead letters cannot be stored, and stay on the queue: ", Cancellation);
        await postgres.StartAsync(Cancellation);

        await WaitForAsync(database, 2);
        Assert.DoesNotContain(PrivatePostgres.Password, monitor.Output, StringComparison.Ordinal);
    }

    private static LetterDatabase Open(string place, Func<string?>? password = null) => new(new PostgreSqlLetters(place, password ?? (() => null)), TimeProvider.System);

    private static async Task WaitForAsync(LetterDatabase database, long count)
    {
        while (await CountAsync(database) != count)
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
    }

    private static async Task<long> CountAsync(LetterDatabase database)
    {
        try
        {
            return await new LetterReader(database).CountAsync(LetterFilter.All, Cancellation);
        }
        catch (StoreException)
        {
            // A connection of before the restart.
            return -1;
        }
    }
}
