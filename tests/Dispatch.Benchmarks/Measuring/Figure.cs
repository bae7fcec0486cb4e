namespace Dispatch.Benchmarks.Measuring;

/// <summary>What one run of a scenario found.</summary>
/// <param name="Measure">What it is, with its unit: <c>CPU per request, ms</c>.</param>
/// <param name="Value">How much.</param>
internal readonly record struct Figure(string Measure, double Value);
