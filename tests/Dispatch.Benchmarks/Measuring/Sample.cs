namespace Dispatch.Benchmarks.Measuring;

/// <summary>One figure, and where it belongs.</summary>
internal readonly record struct Sample(string Scenario, string Measure, Subject Subject, double Value);
