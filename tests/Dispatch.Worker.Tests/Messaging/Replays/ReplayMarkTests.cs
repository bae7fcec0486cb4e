using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.Tests.Messaging.Replays;

public sealed class ReplayMarkTests
{
    private const string Job = "0192d3f0-7b6c-7def-8123-456789abcdef";

    [Fact]
    public void What_is_written_is_read_again()
    {
        var mark = new ReplayMark(Guid.Parse(Job), "0192d3f0-0000", 25);

        Assert.Equal(mark, ReplayMark.Parse(mark.ToString()));
    }

    [Fact]
    public void It_stays_the_same_over_releases() => Assert.Equal($"{Job}/4711/2", new ReplayMark(Guid.Parse(Job), "4711", 2).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("//")]
    [InlineData($"{Job}/4711")]
    [InlineData($"{Job}/4711/1/1")]
    [InlineData($"{Job}/4711/0")]
    [InlineData($"{Job}/4711/26")]
    [InlineData($"{Job}/4711/-1")]
    [InlineData($"{Job}/4711/+1")]
    [InlineData($"{Job}/4711/1 ")]
    [InlineData($"{Job}/4711/99999999999")]
    [InlineData($"{Job}/4711/one")]
    [InlineData($"{Job}//1")]
    [InlineData($"{Job}/47 11/1")]
    [InlineData($"{Job}/47\n11/1")]
    [InlineData($"{Job}/zürich/1")]
    [InlineData($"{Job}/00000000000000000000000000000000000000000000000000000000000000000/1")]
    [InlineData($"{{{Job}}}/4711/1")]
    [InlineData("4711/4711/1")]
    public void Anything_else_is_no_mark(string? text) => Assert.Null(ReplayMark.Parse(text));
}
