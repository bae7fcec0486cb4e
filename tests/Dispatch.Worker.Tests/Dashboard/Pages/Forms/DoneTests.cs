using Dispatch.Worker.Dashboard.Pages.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Dispatch.Worker.Tests.Dashboard.Pages.Forms;

public sealed class DoneTests
{
    [Theory]
    [InlineData(Done.Archived, 12, "12 dead letters archived.")]
    [InlineData(Done.Archived, 0, "Nothing was archived: only open dead letters can be.")]
    [InlineData(Done.Restored, 1, "1 dead letter open again.")]
    [InlineData(Done.Noted, 1, "The note was added.")]
    public void What_was_done_is_told_on_the_next_page(string what, long count, string text) =>
        Assert.Equal(text, Read(Done.At("/dead-letters?state=open", what, count)));

    [Fact]
    public void What_was_done_before_is_told_no_more() =>
        Assert.Equal("/list?state=any&done=restored-2", Done.At(Done.At("/list?state=any", Done.Archived, 5), Done.Restored, 2));

    [Theory]
    [InlineData("/?done=archived")]
    [InlineData("/?done=<b>-1")]
    [InlineData("/?done=archived--1")]
    [InlineData("/")]
    public void Anything_else_says_nothing(string address) => Assert.Null(Read(address));

    private static string? Read(string address) =>
        Done.Read(new QueryCollection(QueryHelpers.ParseQuery(new Uri(new Uri("http://localhost"), address).Query)));
}
