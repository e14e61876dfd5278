using SweepCluster.Model;
using SweepCluster.Model.Settings;

namespace SweepCluster.Sweeps.Search;

/// <summary>Proposes the explicit configurations of the spec, then those of another searcher.</summary>
internal sealed class ExplicitFirstSearcher(EquatableArray<EquatableArray<SettingAssignment>> configurations, ISearcher rest) : ISearcher
{
    public long Count { get; } = CheckedCount.Add(configurations.Count, rest.Count);

    public EquatableArray<SettingAssignment> Propose(long number) =>
        number < configurations.Count ? configurations[(int)number] : rest.Propose(number - configurations.Count);
}
