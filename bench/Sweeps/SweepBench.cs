using System.CommandLine;
using SweepCluster.Bench.Measuring;
using SweepCluster.Model;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Bench.Sweeps;

/// <summary>A whole sweep as a user runs it, from the start of the process to its end, against Optuna driving PyTorch.</summary>
internal static class SweepBench
{
    // The means of 24 trials differ by a tenth of this from seed to seed.
    private const double LargestDifference = 0.005;

    // One minibatch of 100 images, then validation of the other 59,900.
    private const string OneMinibatch =
        """
        name: start
        dataset: mnist
        split: {last: 59900}
        checkpoints: {last: false}
        base: {hidden: [50, 50], epochs: 1, batch: 100}
        """;

    public static Command Create()
    {
        var options = new BenchOptions();
        var data = new Option<string?>("--data") { Description = "Folder of data sets (default: SWEEP_DATA, else the user's cache)." };
        var workers = new Option<int>("--workers")
        {
            Description = "Trials at a time, processes of the peer.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var command = new Command("sweep", "A whole sweep of 24 networks on MNIST, from process start to exit; "
            + "and how soon the first minibatch is done.") { data, workers };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            Run(options.Read(parsed), parsed.GetValue(data), parsed.GetValue(workers), cancellation);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void Run(BenchSettings settings, string? data, int workers, CancellationToken cancellation)
    {
        var machine = Machine.Here();
        Console.WriteLine(machine);
        if (DatasetLocator.Find(PublishedDataset.Mnist, DatasetFolders.Find(data), cancellation) is not { IsComplete: true } found)
            throw new SweepException(
                "MNIST is not on this machine: run './sweep data fetch mnist', or name the folder that holds it with --data.");
        var folder = Path.GetDirectoryName(found.Folder)!;
        var peer = settings.Peer is null ? null : OptunaSweep.TryPrepare(settings.Python, found.Paths!, workers);
        using var starting = new SweepProcess(OneMinibatch, folder, workers);
        using var ours = new SweepProcess(SweepGrid.Spec, folder, workers);
        var runs = (Starts: new List<double>(), Ours: new List<SweepRunTimes>(), Peer: new List<OptunaRunTimes>());
        starting.Run();
        for (var round = 0; round < settings.Rounds; round++)
        {
            runs.Starts.Add(starting.Run().FirstEpoch);
            runs.Ours.Add(ours.Run());
            if (peer is not null)
                runs.Peer.Add(peer.Run());
            Console.WriteLine(
                $"round {round + 1}: first minibatch after {runs.Starts[^1]:0.00} s; "
                + $"sweep in {runs.Ours[^1].Seconds:0.0} s ({runs.Ours[^1].Processor:0.0} of processors); "
                + $"peer in {runs.Peer.LastOrDefault()?.Seconds:0.0} s ({runs.Peer.LastOrDefault()?.Processor:0.0})");
        }

        var figures = new SweepSample(
            Measured.FromBlocks(runs.Starts), Measured.FromBlocks(runs.Ours.Select(run => run.Seconds)),
            MeanAccuracy(runs.Ours.SelectMany(run => run.Accuracies)),
            peer is null ? null : Measured.FromBlocks(runs.Peer.Select(run => run.Seconds)),
            peer is null ? null : Measured.FromBlocks(runs.Peer.Select(run => run.Ready)),
            peer is null ? null : MeanAccuracy(runs.Peer.SelectMany(run => run.Accuracies)),
            Measured.FromBlocks(runs.Ours.Select(run => run.Processor)),
            peer is null ? null : Measured.FromBlocks(runs.Peer.Select(run => run.Processor)));
        Show(figures, peer);
        Results.Write(settings.Json, machine, new
        {
            benchmark = "sweep",
            unit = "seconds from process start to exit",
            peer = peer?.Description,
            workers,
            figures,
            runs = new { ours = runs.Ours, peer = runs.Peer },
        });
    }

    private static void Show(SweepSample figures, OptunaSweep? peer)
    {
        Console.WriteLine($"first minibatch (and 59,900 images validated) {figures.FirstMinibatch.Show("0.00")} s after process start");
        Console.WriteLine($"sweep of {SweepGrid.Cells} trials: {figures.Ours.Show("0.00")} s, {figures.TrialsPerHour:0} trials/h, "
            + $"mean test accuracy {figures.Accuracy:0.0000}");
        if (peer is null)
            return;
        Console.WriteLine(
            $"{peer.Description}: {figures.Peer!.Show("0.00")} s, {figures.PeerReady!.Median:0.00} s of them to get ready, "
            + $"{figures.PeerTrialsPerHour:0} trials/h, "
            + $"mean test accuracy {figures.PeerAccuracy:0.0000}");
        Console.WriteLine(
            $"ratio {figures.Ratio:0.00}; without the peer's getting ready {figures.RatioWhenReady:0.00}; "
            + $"of processor seconds {figures.RatioOfProcessor:0.00} "
            + $"({figures.PeerProcessor!.Median:0.0} by {figures.Processor.Median:0.0})");
        if (!(Math.Abs(figures.Accuracy - figures.PeerAccuracy!.Value) <= LargestDifference))
            throw new SweepException($"The mean test accuracies are {figures.Accuracy:0.0000} and {figures.PeerAccuracy:0.0000}: "
                + "the two sides did not do the same work.");
    }

    private static double MeanAccuracy(IEnumerable<double> accuracies)
    {
        var all = accuracies.ToArray();
        return all.Length % SweepGrid.Cells == 0
            ? all.Average()
            : throw new SweepException($"{all.Length} trials were recorded in runs of {SweepGrid.Cells}.");
    }

    /// <param name="FirstMinibatch">Seconds from process start, validation of 59,900 images included.</param>
    private sealed record SweepSample(Measured FirstMinibatch, Measured Ours, double Accuracy, Measured? Peer, Measured? PeerReady,
        double? PeerAccuracy,
        Measured Processor, Measured? PeerProcessor)
    {
        public double TrialsPerHour => SweepGrid.Cells * 3600 / Ours.Median;

        public double? PeerTrialsPerHour => SweepGrid.Cells * 3600 / Peer?.Median;

        public double? Ratio => Peer?.Median / Ours.Median;

        /// <summary>Hardly changes with what else the machine does.</summary>
        public double? RatioOfProcessor => PeerProcessor?.Median / Processor.Median;

        /// <summary>The peer from its first trial on, against the whole of ours.</summary>
        public double? RatioWhenReady => (Peer?.Median - PeerReady?.Median) / Ours.Median;
    }
}
