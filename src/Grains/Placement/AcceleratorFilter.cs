using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using SweepCluster.Contracts.Grains;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Grains.Placement;

/// <summary>Places on worker silos that have the accelerator in the trial's key. The filter does not depend on the caller.</summary>
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
