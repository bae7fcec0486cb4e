using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>One block of a turn of the Messages API. Values stay where they came, in the request's bytes.</summary>
internal abstract record Block
{
    private Block()
    {
    }

    /// <param name="Value">A JSON string, not blank.</param>
    public sealed record Text(JsonElement Value) : Block;

    /// <summary>An image or a document whose bytes stand in the request.</summary>
    /// <param name="Type"><c>image</c> or <c>document</c>.</param>
    /// <param name="Data">The bytes and their media type.</param>
    /// <param name="Title">A document's name, a JSON string; null where there is none.</param>
    public sealed record Media(string Type, DataUrl Data, JsonElement? Title) : Block;

    /// <param name="Url">Where the image is, a JSON string.</param>
    public sealed record LinkedImage(JsonElement Url) : Block;

    /// <param name="Id">What the result refers to.</param>
    /// <param name="Name">The tool.</param>
    /// <param name="Input">A JSON object.</param>
    public sealed record ToolUse(string Id, string Name, string Input) : Block;

    /// <param name="Id">The call that this is the result of.</param>
    /// <param name="Content">Texts; may be none.</param>
    public sealed record ToolResult(string Id, IReadOnlyList<Block> Content) : Block;
}
