using Microsoft.AspNetCore.Components;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>The component that is rendered for each answer: all others are functions that return a fragment.</summary>
internal sealed class Markup : IComponent
{
    private RenderHandle _handle;

    /// <summary>What is to be rendered.</summary>
    [Parameter]
    public RenderFragment? Content { get; set; }

    public void Attach(RenderHandle renderHandle) => _handle = renderHandle;

    public Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        _handle.Render(Content ?? (_ => { }));
        return Task.CompletedTask;
    }
}
