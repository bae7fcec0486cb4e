using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>Says in <c>/health/ready</c> what keeps the monitor from taking dead letters. A worker in the same process works all the same.</summary>
internal sealed class LetterHealthCheck(LetterIntake intake) : IHealthCheck
{
    /// <summary>The tag of a check that does not count for readiness, only shows.</summary>
    public const string Aside = "aside";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(intake.Trouble is { } trouble ? HealthCheckResult.Degraded(trouble) : HealthCheckResult.Healthy());
}
