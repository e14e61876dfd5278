using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using SweepCluster.Contracts.Grains;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Grains.Placement;

/// <summary>Only worker silos that have the accelerator which the trial's key names. The predicate is
/// absolute: who calls doesn't matter.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AcceleratorFilterAttribute() : PlacementFilterAttribute(new AcceleratorFilter());

/// <summary>See <see cref="AcceleratorFilterAttribute"/>.</summary>
internal sealed class AcceleratorFilter() : PlacementFilterStrategy(0);

internal sealed class AcceleratorFilterDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var needed = AcceleratorNames.Name(TrialKey.Parse(target.GrainIdentity.Key.ToString()!).Accelerator);
        return silos.Where(silo => IsSuitable(metadata.GetSiloMetadata(silo).Metadata, needed));
    }

    private static bool IsSuitable(IReadOnlyDictionary<string, string> labels, string accelerator) =>
        SiloLabels.Has(labels, SiloLabels.Roles, SiloLabels.Worker) && SiloLabels.Has(labels, SiloLabels.Accelerators, accelerator);
}
