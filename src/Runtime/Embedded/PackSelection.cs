using SweepCluster.Contracts.Ports;
using SweepCluster.Runtime.Slots;

namespace SweepCluster.Runtime.Embedded;

/// <summary>Selects the queued trials that are trained together with another.</summary>
public static class PackSelection
{
    /// <summary>Takes the queued trials that are to be trained together with <paramref name="first"/>. A slot takes no more than its share
    /// of the queue, so that near the end of a sweep the trials are spread over the slots.</summary>
    public static PackChoice Take(LeasedTrial first, IPackTrainer trainer, WorkerPool pool)
    {
        var rule = trainer.PackOf(first.Lease);
        if (rule.Key is null || rule.MaxTrials < 2)
            return PackChoice.Alone(PackChoice.NoGain);
        first.Run.QueueForPack(rule.MaxTrials);
        var queued = pool.QueuedOf(first.Run);
        var max = Math.Min(rule.MaxTrials, Share(queued.Count + 1, pool.Slots)) - 1;
        var others = new List<LeasedTrial>();
        foreach (var other in queued)
        {
            if (others.Count >= max)
                return new(others, others.Count == rule.MaxTrials - 1 ? PackChoice.IsFull : PackChoice.ShareTaken);
            if (other.MayJoin(rule.Key, trainer) && other.TryTake())
                others.Add(other);
        }

        return new(others, others.Count == rule.MaxTrials - 1 ? PackChoice.IsFull : PackChoice.NoneLeft);
    }

    /// <summary>Number of trials that a slot may take from the queue, including its own first one.</summary>
    public static int Share(int trials, int slots) => (trials + slots - 1) / slots;
}
