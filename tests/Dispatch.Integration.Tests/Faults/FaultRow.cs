namespace Dispatch.Integration.Tests.Faults;

/// <summary>What was seen of one fault, in words.</summary>
/// <param name="Number">Where it stands in the table.</param>
/// <param name="Fault">What the provider did.</param>
/// <param name="Outcome">What became of the request.</param>
/// <param name="Calls">How often each provider was called.</param>
/// <param name="Took">From publishing to the outcome.</param>
/// <param name="History">What the request's history says.</param>
public sealed record FaultRow(int Number, string Fault, string Outcome, string Calls, TimeSpan Took, string History);
