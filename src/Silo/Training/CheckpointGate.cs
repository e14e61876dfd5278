using Microsoft.Extensions.Logging;
using SweepCluster.Model;
using SweepCluster.Silo.Configuration;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Silo.Training;

/// <summary>Holds the slots of a silo back until it can write checkpoints. Their place is checked when the silo starts, and every few
/// seconds until it can be used, such as when a volume is mounted late or a bucket is created later.</summary>
/// <param name="storage">The place of all checkpoints; null: this silo keeps none.</param>
internal sealed partial class CheckpointGate(ICheckpointStorage? storage, TimeProvider time, ILogger<CheckpointGate> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private volatile string? _problem = storage is null ? null : $"The place of checkpoints {storage.Place} is being checked.";

    /// <summary>Why the silo takes no trials; null: it may.</summary>
    public string? Problem => _problem;

    /// <summary>Returns once checkpoints can be written.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        if (storage is null)
            return;
        // On another thread, which a file server that does not answer keeps: then the silo stays as it is, not ready, and can be stopped.
        for (var logged = "";
            await Task.Run(() => FindAsync(storage, cancellation), cancellation).WaitAsync(cancellation) is { } problem;
            logged = problem)
        {
            _problem = problem;
            if (problem != logged)
                LogUnusable(problem);
            await Task.Delay(Interval, time, cancellation);
        }

        _problem = null;
    }

    private static async Task<string?> FindAsync(ICheckpointStorage storage, CancellationToken cancellation)
    {
        try
        {
            await storage.CheckAsync(SiloOptionsCheck.CheckpointsSetting, cancellation);
            return null;
        }
        catch (SweepException refusal)
        {
            return refusal.Message;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Problem} This silo takes no trials until then; the place of checkpoints is checked again every few seconds.")]
    private partial void LogUnusable(string problem);
}
