using System.CommandLine;
using BenchmarkDotNet.Running;
using Dispatch.Benchmarks.Drain;
using Dispatch.Benchmarks.Pieces;

if (args is ["drain", ..])
    return await new RootCommand { Subcommands = { DrainCommand.Create() } }.Parse(args).InvokeAsync();

BenchmarkSwitcher.FromTypes([typeof(SelectionBenchmark)]).Run(args);
return 0;
