namespace Dispatch.Worker.Providers;

/// <summary>An answer that is no success, as far as it was read.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Header">Looks a response header up by name; null where the answer has none of that name.</param>
/// <param name="Body">The first bytes of the body; may be empty or cut.</param>
internal readonly record struct FailedAnswer(int Status, Func<string, string?> Header, ReadOnlyMemory<byte> Body);
