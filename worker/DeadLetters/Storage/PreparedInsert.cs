using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>
/// Adds rows with one statement that is prepared once. EF prepares one for each row on SQLite, and keeps track of each: that takes longer
/// than the writing.
/// </summary>
internal static class PreparedInsert
{
    public static async Task AddAsync<T>(LettersContext context, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        var columns = context.Model.FindEntityType(typeof(T))!.GetProperties().ToArray();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = Statement(columns);
        var parameters = Array.ConvertAll(columns, column => Parameter(command, column));
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++)
                parameters[i].Value = ValueOf(columns[i], row);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string Statement(IProperty[] columns)
    {
        var names = columns.Select(column => column.GetColumnName());
        return $"INSERT INTO {columns[0].DeclaringType.GetTableName()} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(name => $"@{name}"))})";
    }

    private static DbParameter Parameter(DbCommand command, IProperty column)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = $"@{column.GetColumnName()}";
        command.Parameters.Add(parameter);
        return parameter;
    }

    private static object ValueOf(IProperty column, object row)
    {
        var value = column.GetGetter().GetClrValue(row);
        return (column.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
    }
}
