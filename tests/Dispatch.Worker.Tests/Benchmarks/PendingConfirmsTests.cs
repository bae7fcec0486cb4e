using CsCheck;
using Dispatch.Benchmarks.Consumers;

namespace Dispatch.Worker.Tests.Benchmarks;

public sealed class PendingConfirmsTests
{
    private const int Most = 8;

    [Fact]
    public void Each_delivery_is_done_once_in_whatever_order_confirms_come() =>
        Gen.Select(Gen.Int[0, Most - 1], Gen.Bool).Array[1, 300].Sample(confirms =>
        {
            var pending = new PendingConfirms(Most);
            var open = new List<ulong>();
            var sequence = 0UL;
            var done = new ulong[Most];
            foreach (var (which, multiple) in confirms)
            {
                while (open.Count < Most)
                    open.Add(Add(pending, ++sequence));

                // The oldest never lags behind by more than the ring has room for.
                var confirmed = sequence - open[0] > 2 * Most ? open[0] : open[which];
                var expected = multiple ? open.Where(one => one <= confirmed).ToList() : [confirmed];
                Assert.Equal(expected.Select(DeliveryOf), done[..pending.Take(confirmed, multiple, done)]);
                open.RemoveAll(expected.Contains);
            }
        });

    [Fact]
    public void More_than_there_is_room_for_is_an_error()
    {
        var pending = new PendingConfirms(1);
        for (var sequence = 1UL; sequence <= 4; sequence++)
            Add(pending, sequence);

        Assert.Throws<InvalidOperationException>(() => Add(pending, 5));
    }

    private static ulong Add(PendingConfirms pending, ulong sequence)
    {
        pending.Add(sequence, DeliveryOf(sequence));
        return sequence;
    }

    private static ulong DeliveryOf(ulong sequence) => sequence + 1_000;
}
