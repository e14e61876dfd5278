using SweepCluster.Contracts;
using SweepCluster.Contracts.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Every cell of the space, in index order.</summary>
internal sealed class GridSearcher(SearchSpace space) : ISearcher
{
    public long Count => space.Count;

    public EquatableArray<SettingAssignment> Propose(long number) => space.Decode(number);
}
