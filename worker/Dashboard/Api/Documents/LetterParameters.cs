using Microsoft.OpenApi;

namespace Dispatch.Worker.Dashboard.Api.Documents;

/// <summary>The parameters that paths about dead letters have in common.</summary>
internal static class LetterParameters
{
    public static RouteHandlerBuilder WithLetterFilter(this RouteHandlerBuilder endpoint) => endpoint
        .WithQuery("id", "These dead letters; more than one with commas between them.", "4k2m9xq0a7tz1c8b")
        .WithQuery("state", "In these states: open, replaying, resolved, archived, superseded, more than one with commas between them, or all. Without it and without id: open.", "open,archived")
        .WithQuery("fingerprint", "Of this group.", "9f86d081884c7d65")
        .WithQuery("routingGroup", "Of this routing group.", "chat")
        .WithQuery("reason", "With this reason: faulted, chainExhausted, rejected, deadlineExceeded, unroutable, malformed.", "chainExhausted")
        .WithQuery("kind", "In whose last round an attempt failed with this kind, such as transient, timeout, rateLimited, quotaExceeded or credential.", "credential")
        .WithQuery("provider", "Whose last attempt was at this provider.", "openai")
        .WithQuery("metadata.KEY", "With this value under KEY; may be given for several keys.", "search")
        .WithQuery("q", "With every word of this at the beginning of a word, in the message, what providers said, the id or the metadata.", "invalid key")
        .WithQuery("from", "Dead-lettered then or later.", "2026-03-01T12:00:00Z")
        .WithQuery("to", "Dead-lettered before then.", "2026-03-02T00:00:00Z")
        .WithQuery("requestId", "Of the request with this id.", "ticket-4711");

    public static RouteHandlerBuilder WithPages(this RouteHandlerBuilder endpoint, int standard) => endpoint
        .WithQuery("limit", $"How many at most, 1 to 500; {standard} without it.", standard, JsonSchemaType.Integer)
        .WithQuery("cursor", "Where the page begins: `next` of the page before. The Link header names the next page too.", "4a3f1c2b00000d");
}
