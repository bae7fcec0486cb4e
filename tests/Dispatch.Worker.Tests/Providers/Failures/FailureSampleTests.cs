using Dispatch.Worker.Providers;
using Dispatch.Worker.Tests.Providers.Failures.Samples;

namespace Dispatch.Worker.Tests.Providers.Failures;

/// <summary>What providers really send, and what it means.</summary>
public sealed class FailureSampleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, FailureSample> Samples =
        new FailureSample[][] { OpenAiSamples.All, AnthropicSamples.All, GeminiSamples.All, BedrockSamples.All, RouterSamples.All, OtherSamples.All }
            .SelectMany(samples => samples)
            .ToDictionary(sample => sample.Name);

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_answer_of_a_provider_has_a_kind_and_a_wait(string name)
    {
        var sample = Samples[name];

        var failed = FailureClassifier.Classify(sample.Answer, Now);

        Assert.Equal(
            (sample.Kind, sample.Status, sample.Wait is { } wait ? TimeSpan.FromSeconds(wait) : (TimeSpan?)null),
            (failed.Kind, failed.StatusCode, failed.RetryAfter));
        Assert.NotEmpty(failed.Message);
    }

    [Fact]
    public void Every_sample_says_where_it_was_seen() =>
        Assert.All(Samples.Values, sample => Assert.StartsWith("https://", sample.Source, StringComparison.Ordinal));

    [Fact]
    public void There_are_enough_of_them() => Assert.InRange(Samples.Count, 100, 1_000);
}
