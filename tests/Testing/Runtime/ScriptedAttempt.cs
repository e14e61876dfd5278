using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>One attempt of a <see cref="ScriptedTrainer"/>, epoch by epoch.</summary>
internal sealed class ScriptedAttempt(ScriptedTrainer trainer, TrialLease lease, ITrialObserver observer, CancellationToken stop)
{
    private int _epoch = 1;

    /// <summary>Completed, or cancelled by a stop, once the attempt is not held at a gate.</summary>
    public Task WhenFree() =>
        _epoch <= lease.EpochTarget && trainer.GateBefore(lease.Trial, _epoch) is { } gate ? gate.ArriveAsync(stop) : Task.CompletedTask;

    /// <summary>Trains an epoch, or ends. Null: there is more to do.</summary>
    public TrialOutcome? Next()
    {
        if (_epoch > lease.EpochTarget)
            return trainer.Script(lease)
                ?? new TrialOutcome.Succeeded(ScriptedTrainer.FinalOf(lease.Trial, lease.EpochTarget), StoppedEarly: false);
        if (stop.IsCancellationRequested)
            return new TrialOutcome.Interrupted();
        var epoch = _epoch++;
        trainer.Checkpoints.AddOrUpdate(lease.Trial, epoch, (_, trained) => Math.Max(trained, epoch));
        var goesOn = observer.EpochCompleted(ScriptedTrainer.ReportOf(lease.Trial, epoch));
        if (epoch == lease.StopAt)
            return new TrialOutcome.Paused();
        return goesOn ? null : new TrialOutcome.Interrupted();
    }
}
