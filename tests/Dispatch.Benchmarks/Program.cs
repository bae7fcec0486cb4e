using BenchmarkDotNet.Running;
using Dispatch.Benchmarks.Pieces;

BenchmarkSwitcher.FromTypes([typeof(SelectionBenchmark)]).Run(args);
