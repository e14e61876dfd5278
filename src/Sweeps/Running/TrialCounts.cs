using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Running;

/// <summary>Number of recorded trials by state: read from the store once, then updated with each save.</summary>
public sealed class TrialCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<TrialState>().Length];

    /// <param name="adopt">Whether running trials still run; if not, they were cut off, and wait.</param>
    public TrialCounts(IReadOnlyDictionary<TrialState, long> recorded, bool adopt = false)
    {
        foreach (var (state, count) in recorded)
            _counts[(int)(state == TrialState.Running && !adopt ? TrialState.Waiting : state)] += count;
    }

    public void Move(TrialState? from, TrialState to)
    {
        if (from is { } old)
            _counts[(int)old]--;
        _counts[(int)to]++;
    }

    /// <summary>The counts that are not zero.</summary>
    public IReadOnlyDictionary<TrialState, long> Copy()
    {
        var copy = new Dictionary<TrialState, long>();
        for (var state = 0; state < _counts.Length; state++)
        {
            if (_counts[state] != 0)
                copy[(TrialState)state] = _counts[state];
        }

        return copy;
    }
}
