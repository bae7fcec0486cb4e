using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>
/// A call that a <see cref="TestProvider"/> received: <c>Number</c> 1 is its first; <c>Target</c> (path and query) and <c>Body</c> are
/// as they were sent; <c>Aborted</c> completes when the caller cut the connection before it had the whole answer.
/// </summary>
public sealed record RecordedCall(
    int Number, string Method, string Target, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt, Task Aborted)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body's <c>model</c>; null where it has none or is no JSON object.</summary>
    public string? Model
    {
        get
        {
            try
            {
                using var json = JsonDocument.Parse(Body);
                return json.RootElement.TryGetProperty("model", out var model) ? model.GetString() : null;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
    }
}
