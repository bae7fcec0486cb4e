namespace Dispatch.Worker.Dashboard.Access;

/// <summary>Who a request is from, as far as it is known.</summary>
/// <param name="Name">For people, and for the trail of who changed what. Never a credential.</param>
/// <param name="MayChange">Whether it may do more than read.</param>
internal sealed record Caller(string Name, bool MayChange)
{
    /// <summary>The caller that the gate has let in.</summary>
    /// <exception cref="InvalidOperationException">The gate was not passed.</exception>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request did not come through the gate.");
}
