using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>
/// A step of the tables' making: a file <c>Migrations/DATABASE/NUMBER-name.sql</c>, applied once and for good. A later change is a further
/// file with the next number, for every database; a file that was released is never edited.
/// </summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Sql">Statements, run in one transaction.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string Prefix = "migrations/";

    /// <summary>All for one database, in order.</summary>
    /// <param name="database">The folder's name.</param>
    public static ImmutableArray<Migration> For(string database)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var folder = $"{Prefix}{database}/";
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
               let path = resource.Replace('\\', '/')
               where path.StartsWith(folder, StringComparison.Ordinal)
               let name = path[folder.Length..]
               let number = int.Parse(name.AsSpan(0, name.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture)
               orderby number
               select new Migration(number, name, Read(assembly, resource)),
        ];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
