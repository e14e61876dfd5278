using Microsoft.Extensions.Logging;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Silo.Training;

/// <summary>Holds the slots of a silo back until it can write checkpoints. The folder is tried when the silo starts, and every few seconds
/// until it can be used, such as when a volume is mounted late.</summary>
/// <param name="folder">The folder of all checkpoints; null: this silo keeps none.</param>
internal sealed partial class CheckpointGate(string? folder, TimeProvider time, ILogger<CheckpointGate> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private volatile string? _problem = folder is null ? null : $"The checkpoint folder {folder} is being tried.";

    /// <summary>Why the silo takes no trials; null: it may.</summary>
    public string? Problem => _problem;

    /// <summary>Returns once checkpoints can be written.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        if (folder is null)
            return;
        // On another thread, which a file server that does not answer keeps: then the silo stays as it is, not ready, and can be stopped.
        for (var logged = ""; await Task.Run(Find, cancellation).WaitAsync(cancellation) is { } problem; logged = problem)
        {
            _problem = problem;
            if (problem != logged)
                LogUnusable(problem);
            await Task.Delay(Interval, time, cancellation);
        }

        _problem = null;
    }

    private string? Find() => CheckpointProbe.FindProblem(folder!, "Silo:Checkpoints");

    [LoggerMessage(
        Level = LogLevel.Error, Message = "{Problem} This silo takes no trials until then; the folder is tried again every few seconds.")]
    private partial void LogUnusable(string problem);
}
