using System.Text;
using BenchmarkDotNet.Attributes;
using Dispatch.Worker.Providers;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>What an answer that is no success means, by code, words, headers or status alone.</summary>
[MemoryDiagnoser]
public class ClassificationBenchmark
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, (int Status, string Body, (string, string)[] Headers)> Answers = new()
    {
        ["rate limit"] = (429,
            """{"error":{"message":"Rate limit reached for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Used 14567, Requested 24754. Please try again in 18.642s. Visit https://platform.openai.com/account/rate-limits to learn more.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""",
            [("x-ratelimit-limit-requests", "10000"), ("x-ratelimit-remaining-requests", "9999"), ("x-ratelimit-reset-requests", "6ms"), ("x-ratelimit-limit-tokens", "30000"), ("x-ratelimit-remaining-tokens", "15433"), ("x-ratelimit-reset-tokens", "18.6s"), ("x-request-id", "req_1")]),
        ["overloaded"] = (529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_011"}""", [("x-should-retry", "true")]),
        ["too long"] = (400,
            """{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 8227 tokens.","type":"invalid_request_error","param":"messages","code":null}}""", []),
        ["day's quota"] = (429,
            """[{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"generativelanguage.googleapis.com/generate_content_free_tier_requests","quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier","quotaValue":"50"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"31s"}]}}]""", []),
        ["page of a proxy"] = (502, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n", []),
    };

    private FailedAnswer _answer;

    [ParamsSource(nameof(Names))]
    public string Answer { get; set; } = "";

    public static IEnumerable<string> Names => Answers.Keys;

    [GlobalSetup]
    public void Prepare()
    {
        var (status, body, headers) = Answers[Answer];
        var byName = headers.ToDictionary(header => header.Item1, header => header.Item2, StringComparer.OrdinalIgnoreCase);
        _answer = new FailedAnswer(status, name => byName.GetValueOrDefault(name), Encoding.UTF8.GetBytes(body));
    }

    [Benchmark]
    public object Classify() => FailureClassifier.Classify(_answer, Noon);
}
