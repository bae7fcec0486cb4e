using Microsoft.AspNetCore.Components;

namespace Dispatch.Worker.Dashboard.Charts;

/// <summary>A text in a drawing. Written in code, because Razor has a meaning of its own for the element <c>text</c>.</summary>
internal static class ChartLabel
{
    /// <param name="text">What it says.</param>
    /// <param name="x">Where, from the left, as SVG has it.</param>
    /// <param name="y">Where, from the top.</param>
    /// <param name="style">The name of its style; null: none.</param>
    public static RenderFragment Of(string text, string x, string y, string? style = null) => builder =>
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", x);
        builder.AddAttribute(2, "y", y);
        builder.AddAttribute(3, "class", style);
        builder.AddContent(4, text);
        builder.CloseElement();
    };
}
