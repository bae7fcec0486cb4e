using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>The password of <c>monitor.password</c>.</summary>
internal static class StorePassword
{
    /// <summary>As it is now; null: none is configured, or it can't be had at this moment, since its file is being replaced perhaps.</summary>
    public static string? Of(MonitorOptions options, Func<string, string?> environment) =>
        options.Password is { } reference && SecretReference.TryResolve(reference, environment, out var secret, out _) ? secret : null;
}
