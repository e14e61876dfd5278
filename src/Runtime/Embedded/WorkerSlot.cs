using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Slots;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Embedded;

/// <summary>A thread that runs one leased trial after the other, or pack after pack where the trainer gains by it.</summary>
public sealed class WorkerSlot
{
    private readonly int _slot;
    private readonly WorkerPool _pool;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly BusyClock _clock;

    private volatile IReadOnlyList<RunningAttempt> _present = [];

    public WorkerSlot(int slot, WorkerPool pool, TimeProvider time)
    {
        _slot = slot;
        _pool = pool;
        _time = time;
        _clock = new(time);
        _thread = new(Work) { Name = $"worker {slot}", IsBackground = true };
        _thread.Start();
    }

    public void Join() => _thread.Join();

    /// <summary>The trials of this run that are on the slot.</summary>
    public IEnumerable<RunningTrial> Running(SweepRun run) => _present.Select(trial => trial.Running(run)).OfType<RunningTrial>();

    public SlotFigures Figures()
    {
        var rates = _present.Select(trial => trial.Rates()).ToArray();
        return new(_slot, _clock.Seconds, rates.Sum(rate => rate.Samples), rates.Sum(rate => rate.Steps));
    }

    private void Work()
    {
        while (_pool.TryTake(out var leased))
        {
            _clock.Begin();
            Run(leased);
            _present = [];
            _clock.End();
        }
    }

    private void Run(LeasedTrial first)
    {
        var isolated = first.IsIsolated;
        try
        {
            _pool.Isolation.Enter(isolated, first.Stop);
        }
        catch (OperationCanceledException)
        {
            new RunningAttempt(_slot, first, new(1, _time), _time).Ended(new TrialOutcome.Interrupted());
            return;
        }

        try
        {
            Train(first, isolated);
        }
        finally
        {
            _pool.Isolation.Leave();
        }
    }

    private void Train(LeasedTrial first, bool isolated)
    {
        var alone = new RunningAttempt(_slot, first, new(1, _time), _time);
        try
        {
            var trainer = first.Run.Trainer;
            if (first.Run.MayPack && !isolated && trainer is IPackTrainer packer && PackCompany.Take(first, packer, _pool) is { Count: > 1 } pack)
            {
                TrainTogether(packer, pack);
                return;
            }

            // Described before it is shown.
            _ = alone.Lease;
            _present = [alone];
            alone.Begin();
        }
        catch (Exception failure)
        {
            EndWith(alone, failure);
            return;
        }

        TrainAlone(alone);
    }

    private void TrainTogether(IPackTrainer packer, List<LeasedTrial> pack)
    {
        var share = new SlotShare(pack.Count, _time);
        RunningAttempt[] trials = [.. pack.Select(leased => new RunningAttempt(_slot, leased, share, _time))];
        _present = trials;
        foreach (var trial in trials)
            trial.Begin();
        try
        {
            packer.TrainPack(trials);
        }
        catch (SweepException machine)
        {
            // Would meet every other trial too: these go back, and the sweep stops.
            foreach (var trial in trials)
            {
                if (!trial.HasEnded)
                    EndWith(trial, machine);
            }
        }
        catch (Exception)
        {
            // Which of the trials is to blame shows when each is trained alone.
        }

        foreach (var trial in trials)
        {
            if (!trial.HasEnded)
                TrainAlone(trial);
        }
    }

    private static void TrainAlone(RunningAttempt trial)
    {
        TrialOutcome outcome;
        try
        {
            outcome = trial.Leased.Run.Trainer.Train(trial.Lease, trial, trial.Stop);
        }
        catch (Exception failure)
        {
            EndWith(trial, failure);
            return;
        }

        trial.Ended(outcome);
    }

    private static void EndWith(RunningAttempt trial, Exception failure)
    {
        switch (failure)
        {
            case OperationCanceledException when trial.Stop.IsCancellationRequested:
                trial.Ended(new TrialOutcome.Interrupted());
                break;
            case SweepException machine:
                // Would meet every other trial too: this one goes back, and the sweep stops.
                trial.End(new TrialOutcome.Interrupted(), machine);
                break;
            default:
                trial.Ended(new TrialOutcome.Failed($"{failure.GetType().Name}: {failure.Message}"));
                break;
        }
    }
}
