using BenchmarkDotNet.Running;
using Dispatch.Benchmarks.Pieces;

BenchmarkSwitcher
    .FromTypes(
    [
        typeof(SelectionBenchmark), typeof(ChoiceBenchmark), typeof(AttemptBenchmark), typeof(ClassificationBenchmark), typeof(HistoryCodecBenchmark),
        typeof(BodyBenchmark), typeof(DeserialisationBenchmark), typeof(AnswerBenchmark),
    ])
    .Run(args);
