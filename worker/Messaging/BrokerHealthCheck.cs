using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dispatch.Worker.Messaging;

/// <summary>Says in <c>/health/ready</c> what keeps the worker from the broker's queues.</summary>
internal sealed class BrokerHealthCheck(BrokerWatch watch, BrokerBlockage blockage) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((watch.Trouble ?? Blocked()) is { } trouble ? HealthCheckResult.Unhealthy(trouble) : HealthCheckResult.Healthy());

    private string? Blocked() => blockage.Reason is { } reason ? $"The broker takes nothing at the moment ({reason})." : null;
}
