using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SweepCluster.Bench.Measuring;
using SweepCluster.Bench.Training;
using SweepCluster.Model;

namespace SweepCluster.Bench.Sweeps;

/// <summary>The same sweep by Optuna driving PyTorch, one process per core.</summary>
internal sealed class OptunaSweep
{
    private readonly string _python;
    private readonly string _request;

    private OptunaSweep(string python, string torch, string[] files, int processes)
    {
        _python = python;
        Description = $"Optuna driving {torch}, {processes} processes";
        _request = JsonSerializer.Serialize(new { files, axes = SweepGrid.Axes, epochs = SweepGrid.Epochs, processes });
    }

    public string Description { get; }

    /// <param name="files">The four files of the data set.</param>
    /// <returns>Null: this machine lacks the peer, and a line has said so.</returns>
    /// <exception cref="SweepException">PyTorch is handicapped.</exception>
    public static OptunaSweep? TryPrepare(string? python, string[] files, int processes)
    {
        if (PythonPeer.Find("optuna", python) is not { } found)
            return null;
        using var torch = PyTorchPeer.TryStart(found, isNarrow: false);
        return torch is null ? null : new(found, torch.Description, files, processes);
    }

    public OptunaRunTimes Run()
    {
        var start = PythonPeer.Describe(_python, "sweep.py");
        start.ArgumentList.Add(_request);
        var (began, processor) = (Stopwatch.GetTimestamp(), ChildClock.Now());
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (process.ExitCode != 0)
            throw new SweepException("The peer ended without an answer; its message is above.");
        var answer = JsonNode.Parse(output)!;
        return new(
            seconds,
            ChildClock.Now() - processor,
            answer["ready"]!.GetValue<double>(),
            [.. answer["accuracies"]!.AsArray().Select(accuracy => accuracy!.GetValue<double>())]);
    }
}

/// <param name="Seconds">From the start of the process to its end.</param>
/// <param name="Processor">Processor seconds of all its processes.</param>
/// <param name="Ready">Seconds of these before the first trial: importing PyTorch, reading the images.</param>
/// <param name="Accuracies">On the test images, one per trial.</param>
internal sealed record OptunaRunTimes(double Seconds, double Processor, double Ready, double[] Accuracies);
