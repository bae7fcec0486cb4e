namespace Dispatch.Worker.Providers;

/// <summary>What is known of a request's body from one look at its top level.</summary>
/// <param name="Model">The <c>model</c> that it names; the last one where it names several; null where that is no string.</param>
/// <param name="Streams">It asks for a stream: a <c>stream</c> is <c>true</c>.</param>
/// <param name="MaxTokens">The tokens that it lets the answer have; null where it sets no limit.</param>
/// <param name="IsObject">It is a JSON object; where it is not, the rest says nothing.</param>
internal readonly record struct BodyFacts(string? Model, bool Streams, int? MaxTokens, bool IsObject);
