using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>
/// Tells which letters have come since it was asked last. A letter that reaches the store late stands behind newer ones: it is found as long
/// as it is among the newest 200.
/// </summary>
internal sealed class NewLetters(ILetterSource source, LetterFilter filter)
{
    private const int PageSize = 200;
    private const int MostRemembered = 50_000;

    private readonly HashSet<string> _known = [];
    private readonly Queue<string> _remembered = [];
    private DateTimeOffset _beginning;

    /// <summary>What is there now is not new.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var page = await source.PageAsync(filter, after: null, PageSize, cancellationToken);
        foreach (var letter in page.Letters)
            Remember(letter);
        if (page.Next is not null)
            _beginning = page.Letters[^1].DeadLetteredAt;
    }

    /// <summary>The new ones, the oldest first.</summary>
    public async Task<IReadOnlyList<LetterSummary>> ReadAsync(CancellationToken cancellationToken)
    {
        var fresh = new List<LetterSummary>();
        LetterCursor? after = null;
        do
        {
            var page = await source.PageAsync(filter, after, PageSize, cancellationToken);
            var isEnd = page.Letters is not [.., var last] || last.DeadLetteredAt <= _beginning || _known.Contains(last.Id);
            fresh.AddRange(page.Letters.Where(letter => letter.DeadLetteredAt > _beginning && !_known.Contains(letter.Id)));
            after = isEnd ? null : page.Next;
        }
        while (after is not null);

        fresh.Reverse();
        foreach (var letter in fresh)
            Remember(letter);
        return fresh;
    }

    private void Remember(LetterSummary letter)
    {
        if (!_known.Add(letter.Id))
            return;

        _remembered.Enqueue(letter.Id);
        if (_remembered.Count > MostRemembered)
            _known.Remove(_remembered.Dequeue());
    }
}
