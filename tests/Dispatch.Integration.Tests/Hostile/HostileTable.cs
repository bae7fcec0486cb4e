using System.Globalization;
using System.Text;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>What became of the messages, by family, as Markdown.</summary>
internal static class HostileTable
{
    public static string Of(IReadOnlyList<HostileMessage> messages, OutcomeLedger ledger)
    {
        Expected[] outcomes = [Expected.Answered, Expected.Malformed, Expected.Unroutable, Expected.Rejected, Expected.DeadlineExceeded, Expected.ChainExhausted];
        var text = new StringBuilder();
        text.AppendLine("| messages | cases | sent | answered | malformed | unroutable | rejected | deadlineExceeded | chainExhausted |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var family in messages.GroupBy(message => message.Case.Family))
        {
            var found = family.SelectMany(message => ledger.Of(message.Number)).ToList();
            var kinds = family.Select(message => message.Case.Kind).Distinct().Count();
            var counts = outcomes.Select(outcome => found.Count(one => one.Outcome == outcome));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {family.Key} | {kinds} | {family.Count()} | {string.Join(" | ", counts)} |");
        }

        return text.ToString();
    }
}
