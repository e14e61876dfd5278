using System.CommandLine;
using SweepCluster.Bench.Cluster;
using SweepCluster.Bench.Control;
using SweepCluster.Bench.Search;
using SweepCluster.Bench.Sweeps;
using SweepCluster.Bench.Training;
using SweepCluster.Model;

var root = new RootCommand("Benchmarks of SweepCluster. Each is judged by its ratio to a peer measured in the same run; "
    + "bench/README.md has the figures.")
{
    GemmBench.Create(),
    StepBench.Create(),
    PackBench.Create(),
    SweepBench.Create(),
    ControlBench.Create(),
    ClusterBench.Create(),
    SearchBench.Create(),
};
if (args.Length == 0)
    args = ["--help"];
try
{
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (SweepException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 2;
}
