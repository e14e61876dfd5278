using SweepCluster.Contracts.Ports;

namespace SweepCluster.Coordinator.Views;

/// <summary>Finds out which trials have ended from where a sweep stands, without reading them all.</summary>
internal sealed class EndedTrials
{
    private readonly SortedSet<long> _open = [];
    private int _pass;
    private long _next;

    /// <param name="start">Where the sweep stands; what has ended by then is not reported.</param>
    public EndedTrials(int pass, SweepProgress start)
    {
        _pass = pass;
        _ = Advance(pass, start, most: 0);
    }

    /// <summary>The trials that have ended since the last call, the first <paramref name="most"/> of them by index, and how
    /// many there are besides. A new pass begins from the first trial again.</summary>
    public (IReadOnlyList<long> First, long Others) Advance(int pass, SweepProgress progress, int most)
    {
        if (pass != _pass)
        {
            _open.Clear();
            (_pass, _next) = (pass, 0);
        }

        var open = progress.Open.Select(trial => trial.Trial).ToHashSet();
        var closed = _open.Where(trial => !open.Contains(trial)).ToArray();
        var first = new List<long>(closed.Take(most));
        var count = closed.LongLength;
        foreach (var trial in closed)
            _open.Remove(trial);
        count += Math.Max(0, progress.NextTrial - _next) - open.Count(trial => trial >= _next);
        for (var trial = _next; trial < progress.NextTrial && first.Count < Math.Min(most, count); trial++)
        {
            if (!open.Contains(trial))
                first.Add(trial);
        }

        _open.UnionWith(open);
        _next = Math.Max(_next, progress.NextTrial);
        return (first, count - first.Count);
    }
}
