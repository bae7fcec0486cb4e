namespace Dispatch.Integration.Tests.Hostile;

/// <summary>The messages of a run: every case in two routing groups, then mutations, and three good ones among ten.</summary>
internal static class HostileMessages
{
    /// <summary>A group whose one member answers.</summary>
    public const string Chat = "chat";

    /// <summary>A group whose first member refuses, so that each request is redelivered once.</summary>
    public const string Fallback = "fallback";

    private static readonly HostileCase Good = new("good", "a good request", Expected.Answered, _ => { });

    public static IReadOnlyList<HostileMessage> Create(int count)
    {
        HostileCase[] cases = [.. JsonCorpus.All, .. WordCorpus.All, .. EnvelopeCorpus.All, .. HeaderCorpus.All, .. PropertyCorpus.All];
        var messages = new List<HostileMessage>(count);
        var hostile = 0;
        for (var number = 0; number < count; number++)
        {
            if (number % 10 is 2 or 5 or 8)
            {
                messages.Add(HostileMessage.Of(number, Good, number % 4 == 0 ? Fallback : Chat));
                continue;
            }

            var made = hostile < 2 * cases.Length ? cases[hostile % cases.Length] : Mutations.Of(hostile);
            messages.Add(HostileMessage.Of(number, made, hostile / cases.Length % 2 == 0 ? Chat : Fallback));
            hostile++;
        }

        return messages;
    }
}
