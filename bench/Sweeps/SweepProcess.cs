using System.Diagnostics;
using System.Text.Json.Nodes;
using SweepCluster.Bench.Measuring;
using SweepCluster.Model;

namespace SweepCluster.Bench.Sweeps;

/// <summary>The real program as a user starts it: <c>./sweep run</c> in a process of its own, with an empty home folder.</summary>
internal sealed class SweepProcess : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sweep-bench-");
    private readonly string _launcher = FindLauncher();
    private readonly string _spec;
    private readonly string _data;
    private readonly int _workers;

    /// <param name="spec">Its text.</param>
    /// <param name="data">The folder that holds the data sets.</param>
    public SweepProcess(string spec, string data, int workers)
    {
        (_spec, _data, _workers) = (Path.Combine(_folder.FullName, "spec.yaml"), data, workers);
        File.WriteAllText(_spec, spec);
        // Builds what is out of date, so that no run has to.
        Start(["validate", _spec]);
    }

    /// <summary>Runs the sweep from the start of its process to the end.</summary>
    public SweepRunTimes Run()
    {
        var home = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        var began = DateTimeOffset.UtcNow;
        var (start, processor) = (Stopwatch.GetTimestamp(), ChildClock.Now());
        var lines = Start(["run", _spec, "--json", "--home", home, "--data", _data, "--workers", $"{_workers}"]);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Directory.Delete(home, recursive: true);
        var trials = lines.Where(line => line["event"]!.GetValue<string>() == "trial").ToArray();
        var first = trials.MinBy(Started)!;
        return new(
            seconds,
            ChildClock.Now() - processor,
            (Started(first) - began).TotalSeconds + first["train_seconds"]!.GetValue<double>(),
            [.. trials.Select(trial => trial["test_accuracy"]!.GetValue<double>())]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static DateTimeOffset Started(JsonNode trial) => trial["started_at"]!.GetValue<DateTimeOffset>();

    private JsonNode[] Start(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(_launcher, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new SweepException($"'./sweep {string.Join(' ', arguments)}' ended with code {process.ExitCode}; its message is above.");
        return [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!)];
    }

    // The folder of the solution, which is above that of this program.
    private static string FindLauncher()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var launcher = Path.Combine(folder.FullName, "sweep");
            if (File.Exists(launcher) && File.Exists(Path.Combine(folder.FullName, "SweepCluster.sln")))
                return launcher;
        }

        throw new SweepException($"There is no ./sweep above {AppContext.BaseDirectory}: run this benchmark from the source tree.");
    }
}

/// <param name="Seconds">From the start of the process to its end.</param>
/// <param name="Processor">Processor seconds of all its threads.</param>
/// <param name="FirstEpoch">Seconds from the start of the process to the end of the first trial's training, if that has one epoch.</param>
/// <param name="Accuracies">On the test images, one per trial.</param>
internal sealed record SweepRunTimes(double Seconds, double Processor, double FirstEpoch, double[] Accuracies);
