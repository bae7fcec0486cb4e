using System.Collections;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters;

/// <summary>Who changed what, and when.</summary>
internal sealed class AuditTrail(LetterDatabase database)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(LeaveOutEmpty),
    };

    /// <summary>The newest entries first.</summary>
    /// <param name="before">Entries with a lower id than this; null: from the newest on.</param>
    /// <param name="size">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public Task<ImmutableArray<AuditEntry>> PageAsync(long? before, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var end = before ?? long.MaxValue;
        return database.ReadAsync(
            async context => Read(await context.Audit.Where(row => row.Id < end).OrderByDescending(row => row.Id)
                .Take(Math.Min(size, LetterReader.LargestPage)).ToListAsync(cancellationToken)),
            cancellationToken);
    }

    /// <summary>Adds an entry to what is to be saved; its id is there when that was done.</summary>
    public static AuditRow Add(LettersContext context, DateTimeOffset at, string who, string action, LetterFilter filter, long count, string? remark = null)
    {
        var row = new AuditRow
        {
            At = at.ToUnixTimeMilliseconds(),
            Who = StoredText.Who(who),
            Action = action,
            Filter = StoredText.Clean(JsonSerializer.Serialize(filter, Options)),
            Count = count,
            Remark = remark is null ? null : StoredText.Clean(remark),
        };
        context.Audit.Add(row);
        return row;
    }

    /// <summary>The entries of rows.</summary>
    public static ImmutableArray<AuditEntry> Read(IEnumerable<AuditRow> rows) =>
        [.. rows.Select(row => new AuditEntry(row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Who, row.Action, row.Filter, row.Count, row.Remark))];

    private static void LeaveOutEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.PropertyType != typeof(string)))
            property.ShouldSerialize = (_, value) => value is not null and not ICollection { Count: 0 };
    }
}
