using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Asks SQLite what its .NET library has no call for.</summary>
internal static class OpenFile
{
    // SQLITE_FCNTL_HAS_MOVED of SQLite's C interface.
    private const int HasMovedCode = 20;

    /// <summary>
    /// Whether the file that the connection has open is no more the one at its path: it was removed, or another was put there. SQLite would
    /// go on to write to it, and all of that would be lost with the last connection. Never where the system cannot tell (Windows, which lets
    /// nobody remove a file that is open).
    /// </summary>
    public static bool HasMoved(SqliteConnection connection)
    {
        var hasMoved = 0;
        return FileControl(connection.Handle!, "main", HasMovedCode, ref hasMoved) == raw.SQLITE_OK && hasMoved != 0;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(sqlite3 database, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int code, ref int answer);
}
