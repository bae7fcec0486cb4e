using Dispatch.Worker.Messaging.Letters;

namespace Dispatch.Worker.Tests.Messaging.Letters;

public sealed class LetterWindowTests
{
    private const long Kilobyte = 1024;
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public void It_opens_while_it_is_used_up()
    {
        Assert.Equal([8, 32, 128, 500, 500], Counts(new LetterWindow(500), Enumerable.Repeat(2 * Kilobyte, 5)));
    }

    [Fact]
    public void It_opens_as_far_as_the_letters_leave_room()
    {
        Assert.Equal([8, 8, 8], Counts(new LetterWindow(500), Enumerable.Repeat(4 * Megabyte, 3)));
        Assert.Equal([8, 32, 32], Counts(new LetterWindow(500), Enumerable.Repeat(1 * Megabyte, 3)));
        Assert.Equal([8, 2, 2], Counts(new LetterWindow(500), Enumerable.Repeat(16 * Megabyte, 3)));
    }

    [Fact]
    public void It_closes_at_once_when_letters_grow_and_opens_again_step_by_step()
    {
        var counts = Counts(
            new LetterWindow(500), [.. Enumerable.Repeat(Kilobyte, 4), .. Enumerable.Repeat(8 * Megabyte, 2), .. Enumerable.Repeat(Kilobyte, 12)]);

        Assert.Equal([8, 32, 128, 500, 500, 4], counts[..6]);
        Assert.Equal(500, counts[^1]);
        Assert.All(counts[6..].Zip(counts[7..]), pair => Assert.InRange(pair.Second, pair.First, 4 * pair.First));
    }

    [Fact]
    public void It_closes_when_letters_become_few_for_the_next_ones_may_be_large()
    {
        var window = new LetterWindow(500);
        Counts(window, Enumerable.Repeat(Kilobyte, 4));

        Assert.True(window.Taken(1, Kilobyte));
        Assert.Equal(125, window.Count);
        Assert.True(window.Taken(1, Kilobyte));
        Assert.True(window.Taken(1, Kilobyte));
        Assert.Equal(8, window.Count);
        Assert.False(window.Taken(1, Kilobyte));
    }

    [Fact]
    public void A_few_letters_say_nothing_about_what_it_may_open_to()
    {
        var window = new LetterWindow(500);

        Assert.False(window.Taken(3, 3 * Kilobyte));
        Assert.Equal(8, window.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void It_is_never_wider_than_a_batch_nor_without_room(int batch)
    {
        var window = new LetterWindow(batch);

        foreach (var size in new[] { 0, Kilobyte, 100 * Megabyte, Kilobyte, Kilobyte })
        {
            window.Taken(window.Count, window.Count * size);
            Assert.InRange(window.Count, 1, batch);
        }
    }

    /// <summary>The windows before each take; every take uses the window up.</summary>
    private static int[] Counts(LetterWindow window, IEnumerable<long> sizes)
    {
        var counts = new List<int>();
        foreach (var size in sizes)
        {
            counts.Add(window.Count);
            window.Taken(window.Count, window.Count * size);
        }

        return [.. counts];
    }
}
