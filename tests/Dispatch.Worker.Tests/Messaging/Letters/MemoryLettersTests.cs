using Dispatch.Worker.Messaging.Letters;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Messaging.Letters;

/// <summary>The monitor where messages stay in the process.</summary>
public sealed class MemoryLettersTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LetterIntake _intake = new();

    [Fact]
    public async Task A_letter_that_cannot_be_kept_waits_and_health_says_why()
    {
        var receiver = new FailingReceiver(failures: 2);
        var letters = new MemoryLetters(receiver, _intake, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), _time, NullLogger<MemoryLetters>.Instance);

        var kept = letters.ReceiveAsync(Tests.DeadLetters.Letters.Make(), replay: null);
        Assert.Equal("The disk is full.", _intake.Trouble);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromSeconds(1));
        await kept;

        Assert.Equal(("ticket-1", null), (Assert.Single(receiver.Kept), _intake.Trouble));
    }

    private sealed class FailingReceiver(int failures) : ILetterReceiver
    {
        private int _failures = failures;

        public List<string> Kept { get; } = [];

        public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ReceiveAsync(IReadOnlyList<QueuedLetter> letters, CancellationToken cancellationToken)
        {
            if (_failures-- > 0)
                throw new IOException("The disk is full.");
            Kept.AddRange(letters.Select(letter => letter.Letter.Id));
            return Task.CompletedTask;
        }
    }
}
