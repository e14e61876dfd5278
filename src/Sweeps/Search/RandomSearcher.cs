using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Proposes random configurations: the different ones among <see cref="RandomDraws"/>.</summary>
internal sealed class RandomSearcher(SweepSpec spec, CancellationToken cancellation) : ISearcher
{
    private readonly DistinctSearcher _distinct =
        new(spec, spec.Search.Samples, new RandomDraws(spec.Space, spec.Seed).Draw, cancellation);

    public long Count => _distinct.Count;

    public EquatableArray<SettingAssignment> Propose(long number) => _distinct.Propose(number);
}
