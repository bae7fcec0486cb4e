using BenchmarkDotNet.Running;
using Dispatch.Benchmarks.Drain;
using Dispatch.Benchmarks.Pieces;

if (args is ["drain", .. var drain])
    return await new DrainScenario(DrainSettings.Parse(drain), Console.WriteLine).RunAsync(CancellationToken.None);

BenchmarkSwitcher.FromTypes([typeof(SelectionBenchmark)]).Run(args);
return 0;
