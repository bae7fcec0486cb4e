namespace Dispatch.Worker.Telemetry;

/// <summary>The bounds of the histograms' buckets.</summary>
internal static class Buckets
{
    /// <summary>Of attempts, in seconds: an LLM takes its time.</summary>
    public static double[] Calls { get; } = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640];

    /// <summary>From request to outcome, in seconds: a request may wait for hours.</summary>
    public static double[] Requests { get; } = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 43_200, 86_400];

    /// <summary>Shares of the time up to the deadline.</summary>
    public static double[] Shares { get; } = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1];

    /// <summary>Of operations, in seconds, as the conventions for generative AI advise.</summary>
    public static double[] Operations { get; } = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    /// <summary>Of tokens, likewise.</summary>
    public static long[] Tokens { get; } =
        [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];
}
