using SweepCluster.Contracts.Ports;

namespace SweepCluster.Runtime.Embedded;

/// <summary>Finds company for a trial among those that are queued.</summary>
public static class PackCompany
{
    /// <summary>The trial and those taken to be trained with it. A slot takes no more than its share of what there is, so that near
    /// the end of a sweep the trials are spread over the slots.</summary>
    public static List<LeasedTrial> Take(LeasedTrial first, IPackTrainer trainer, WorkerPool pool)
    {
        var pack = new List<LeasedTrial> { first };
        var rule = trainer.PackOf(first.Lease);
        if (rule.Key is null || rule.Most < 2)
            return pack;
        first.Run.WantCompany(rule.Most);
        var queued = pool.Queued(first.Run);
        var most = Math.Min(rule.Most, Share(queued.Count + 1, pool.Slots));
        foreach (var other in queued)
        {
            if (pack.Count >= most)
                break;
            if (!other.IsIsolated && IsLike(other, rule.Key, trainer) && other.TryTake())
                pack.Add(other);
        }

        return pack;
    }

    private static bool IsLike(LeasedTrial other, object key, IPackTrainer trainer)
    {
        try
        {
            return key.Equals(trainer.PackOf(other.Lease).Key);
        }
        catch (Exception)
        {
            // What is wrong with it is said when it is run itself.
            return false;
        }
    }

    /// <summary>Trials that a slot may take of those there are to take, its own first one included.</summary>
    public static int Share(int trials, int slots) => (trials + slots - 1) / slots;
}
