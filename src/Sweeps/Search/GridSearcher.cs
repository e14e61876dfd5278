using SweepCluster.Model;
using SweepCluster.Model.Settings;

namespace SweepCluster.Sweeps.Search;

/// <summary>Proposes the cells of the space in index order, without those that repeat a configuration.</summary>
/// <param name="repeats">Indices of the repeated cells, ascending.</param>
internal sealed class GridSearcher(SearchSpace space, long[] repeats) : ISearcher
{
    public long Count => space.Count - repeats.Length;

    public EquatableArray<SettingAssignment> Propose(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        return space.Decode(number + RepeatsBefore(number));
    }

    // The repeats[i] - i cells before repeat i are proposals 0 to repeats[i] - i - 1.
    private int RepeatsBefore(long number)
    {
        var (low, high) = (0, repeats.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (repeats[middle] - middle <= number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
