using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Completions;

/// <summary>What a request can expect of its group at one moment.</summary>
/// <param name="Standings">Where it stands with each member, in the group's order.</param>
/// <param name="Outlook">The same for the whole chain.</param>
internal sealed record Prospect(Standing[] Standings, ChainOutlook Outlook);
