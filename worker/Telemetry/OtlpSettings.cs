namespace Dispatch.Worker.Telemetry;

/// <summary>
/// What is exported by OTLP, by the environment variables that OpenTelemetry defines. Without an endpoint nothing is: the exporter's own
/// default would be one at this machine, which is hardly ever there.
/// </summary>
/// <param name="ExportsMetrics">Metrics are.</param>
/// <param name="ExportsTraces">Traces are.</param>
internal sealed record OtlpSettings(bool ExportsMetrics, bool ExportsTraces)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <param name="variable">Reads an environment variable.</param>
    public static OtlpSettings From(Func<string, string?> variable)
    {
        var isDisabled = string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        return new OtlpSettings(!isDisabled && Exports("METRICS"), !isDisabled && Exports("TRACES"));

        bool Exports(string signal) =>
            (IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") || IsSet(Endpoint))
            && !string.Equals(variable($"OTEL_{signal}_EXPORTER"), "none", StringComparison.OrdinalIgnoreCase);

        bool IsSet(string name) => !string.IsNullOrWhiteSpace(variable(name));
    }
}
