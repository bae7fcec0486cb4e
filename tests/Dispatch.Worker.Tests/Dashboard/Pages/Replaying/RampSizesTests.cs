using Dispatch.Worker.Dashboard.Pages.Replaying;

namespace Dispatch.Worker.Tests.Dashboard.Pages.Replaying;

public sealed class RampSizesTests
{
    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new[] { 1 })]
    [InlineData(12, new[] { 1, 10, 1 })]
    [InlineData(111, new[] { 1, 10, 100 })]
    [InlineData(5000, new[] { 1, 10, 100 })]
    public void The_last_step_has_what_is_left(int count, int[] sizes) => Assert.Equal(sizes, RampSizes.Of([1, 10, 100], count));
}
