using SweepCluster.Contracts.Ports;

namespace SweepCluster.Coordinator.Views;

/// <summary>Derives which trials have ended from a sweep's progress, without reading them all.</summary>
internal sealed class EndedTrials
{
    private readonly SortedSet<long> _open = [];
    private int _pass;
    private long _next;

    /// <param name="start">The progress of the sweep; trials that have ended by then are not reported.</param>
    public EndedTrials(int pass, SweepProgress start)
    {
        _pass = pass;
        _ = Advance(pass, start, max: 0);
    }

    /// <summary>The trials that have ended since the last call: the first <paramref name="max"/> of them by index, and the number of the
    /// others. A new pass begins from the first trial again.</summary>
    public (IReadOnlyList<long> First, long Others) Advance(int pass, SweepProgress progress, int max)
    {
        if (pass != _pass)
        {
            _open.Clear();
            (_pass, _next) = (pass, 0);
        }

        var open = progress.Open.Select(trial => trial.Trial).ToHashSet();
        var closed = _open.Where(trial => !open.Contains(trial)).ToArray();
        var first = new List<long>(closed.Take(max));
        var count = closed.LongLength;
        foreach (var trial in closed)
            _open.Remove(trial);
        count += Math.Max(0, progress.NextTrial - _next) - open.Count(trial => trial >= _next);
        for (var trial = _next; trial < progress.NextTrial && first.Count < Math.Min(max, count); trial++)
        {
            if (!open.Contains(trial))
                first.Add(trial);
        }

        _open.UnionWith(open);
        _next = Math.Max(_next, progress.NextTrial);
        return (first, count - first.Count);
    }
}
