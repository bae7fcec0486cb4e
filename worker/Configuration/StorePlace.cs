using System.Data.Common;

namespace Dispatch.Worker.Configuration;

/// <summary>Reads <c>monitor.store</c>, which is the path of a file or says where a PostgreSQL is.</summary>
internal static class StorePlace
{
    private const int DefaultPort = 5432;

    public static bool IsPostgreSql(string store) => IsUrl(store) || TryPairs(store)?.ContainsKey("Host") == true;

    /// <summary>What is wrong with it; null: nothing that can be seen without opening it.</summary>
    public static string? Refuse(string store)
    {
        if (string.IsNullOrWhiteSpace(store))
            return "This is empty; write the path of a file, for instance \"/var/lib/dispatch/dead-letters.db\", or where PostgreSQL is.";
        if (IsUrl(store))
        {
            return Uri.TryCreate(store, UriKind.Absolute, out var url) && url.Host.Length > 0 && url.AbsolutePath.Length > 1
                ? null
                : "This URL of PostgreSQL names no host or no database; write for instance \"postgres://dispatch@db:5432/dispatch\".";
        }

        if (store.Contains("://", StringComparison.Ordinal))
            return "This is neither a path nor a postgres:// URL; write for instance \"postgres://dispatch@db:5432/dispatch\".";
        if (TryPairs(store) is { } pairs)
            return pairs.ContainsKey("Host") && pairs.ContainsKey("Database") ? null : "PostgreSQL needs a host and a database here; write for instance \"Host=db;Username=dispatch;Database=dispatch\".";
        return Directory.Exists(store) ? "This is a folder; name a file in it, for instance \"dead-letters.db\"." : null;
    }

    /// <summary>The keys and values for PostgreSQL, as Npgsql names them; without the password of <c>monitor.password</c>.</summary>
    public static DbConnectionStringBuilder PostgreSql(string store)
    {
        if (!IsUrl(store))
            return TryPairs(store) ?? throw new ArgumentException("This is no PostgreSQL.", nameof(store));

        var url = new Uri(store);
        var pairs = new DbConnectionStringBuilder
        {
            ["Host"] = url.IdnHost,
            ["Port"] = url.Port > 0 ? url.Port : DefaultPort,
            ["Database"] = Uri.UnescapeDataString(url.AbsolutePath[1..]),
        };
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            pairs["Username"] = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            pairs["Password"] = Uri.UnescapeDataString(user[1]);
        foreach (var part in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            pairs[NameOf(Uri.UnescapeDataString(pair[0]))] = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
        }

        return pairs;
    }

    // What libpq calls it.
    private static string NameOf(string parameter) => parameter switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        _ => parameter,
    };

    private static bool IsUrl(string store) =>
        store.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || store.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    // A path may hold an equals sign; one that begins with a key of a connection string's is not meant for one.
    private static DbConnectionStringBuilder? TryPairs(string store)
    {
        if (!Keys.Any(key => store.TrimStart().StartsWith($"{key}=", StringComparison.OrdinalIgnoreCase)))
            return null;

        try
        {
            return new DbConnectionStringBuilder { ConnectionString = store };
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    private static readonly string[] Keys = ["Host", "Server", "Database", "Username", "User Id", "Port"];
}
