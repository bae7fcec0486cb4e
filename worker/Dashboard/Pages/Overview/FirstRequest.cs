using System.Text.Json;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Dashboard.Pages.Overview;

/// <summary>A command that sends a worker its first request.</summary>
internal static class FirstRequest
{
    /// <summary>A line for a shell.</summary>
    /// <param name="snapshot">Whose first routing group is asked, or else its first provider.</param>
    /// <param name="origin">Where the worker is reached: <c>http://127.0.0.1:8080</c>.</param>
    public static string Command(Snapshot snapshot, string origin)
    {
        var group = snapshot.Routing.Names.FirstOrDefault(name => !snapshot.Providers.TryGet(name, out _)) ?? (snapshot.Routing.Names is [var first, ..] ? first : "chat");
        // A group's name may hold anything. A single quote would end the shell's word; it is written as \u0027.
        var request = JsonSerializer.Serialize(
            new { id = "hello-1", routingGroup = group, body = new { messages = new[] { new { role = "user", content = "Hello" } } } });
        var key = snapshot.ApiKey is null ? "" : " --header \"Authorization: Bearer $DISPATCH_API_KEY\"";
        return $"curl{key} --json '{request}' \\\n  {origin}/api/completion-requests";
    }
}
