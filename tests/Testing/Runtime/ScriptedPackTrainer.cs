using System.Collections.Concurrent;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>A scripted trainer that takes trials in packs, an epoch of each in turn. A trial that is held at a
/// gate doesn't hold the others.</summary>
public sealed class ScriptedPackTrainer(ScriptedTrainer trainer) : IPackTrainer
{
    public const int Most = 3;

    private readonly ConcurrentQueue<IReadOnlyList<long>> _packs = new();

    /// <summary>The trials of the packs so far, in order.</summary>
    public IReadOnlyCollection<IReadOnlyList<long>> Packs => _packs;

    public TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop) => trainer.Train(lease, observer, stop);

    public PackRule PackOf(TrialLease lease) => new(nameof(ScriptedPackTrainer), Most);

    public void TrainPack(IReadOnlyList<IPackedTrial> trials)
    {
        _packs.Enqueue([.. trials.Select(trial => trial.Lease.Trial)]);
        var present = trials.Select(trial => (Trial: trial, Attempt: trainer.Begin(trial.Lease, trial, trial.Stop))).ToList();
        while (present.Count > 0)
        {
            var free = present.Select(member => member.Attempt.WhenFree()).ToList();
            Task.WhenAny(free).GetAwaiter().GetResult();
            foreach (var member in present.Where((_, index) => free[index].IsCompleted).ToList())
            {
                if (member.Attempt.Next() is not { } outcome)
                    continue;
                present.Remove(member);
                member.Trial.Ended(outcome);
            }
        }
    }
}
