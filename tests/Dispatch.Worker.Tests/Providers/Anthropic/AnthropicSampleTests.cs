using System.Runtime.CompilerServices;
using System.Text.Json;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers.Anthropic;

/// <summary>
/// What is sent for a request and what is made of an answer, approved: beside each sample stands what it is mapped to. With
/// DISPATCH_APPROVE=1 in the environment that is written anew.
/// </summary>
public sealed class AnthropicSampleTests
{
    private const string Approved = ".mapped.json";

    public static TheoryData<string> Requests() => Samples("Requests");

    public static TheoryData<string> Answers() => Samples("Answers");

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_is_mapped_as_approved(string name)
    {
        var mapped = MessagesApi.Map(MessagesApi.Call(File.ReadAllText(Sample("Requests", name))));

        Assert.Empty(mapped.DroppedFields);
        Assert.Equal("https://api.anthropic.com/v1/messages", mapped.Uri.AbsoluteUri);
        AssertApproved("Requests", name, MessagesApi.Json(mapped.Body));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_is_mapped_as_approved(string name)
    {
        var reply = MessagesApi.Read(File.ReadAllText(Sample("Answers", name)));

        AssertApproved("Answers", name, Assert.IsType<ProviderReply.Answered>(reply).Body);
    }

    [Fact]
    public void There_are_samples_both_ways()
    {
        Assert.InRange(Requests().Count, 12, 100);
        Assert.InRange(Answers().Count, 8, 100);
    }

    private static void AssertApproved(string folder, string name, JsonElement mapped)
    {
        var file = Path.ChangeExtension(Sample(folder, name), Approved);
        var text = MessagesApi.Pretty(mapped);
        if (Environment.GetEnvironmentVariable("DISPATCH_APPROVE") == "1")
            File.WriteAllText(file, text);

        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), text);
    }

    private static TheoryData<string> Samples(string folder) =>
    [
        .. Directory.EnumerateFiles(Folder(folder), "*.json").Where(file => !file.EndsWith(Approved, StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal),
    ];

    private static string Sample(string folder, string name) => Path.Combine(Folder(folder), name + ".json");

    private static string Folder(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Samples", name);
}
