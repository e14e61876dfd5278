using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace SweepCluster.Grains.Placement;

/// <summary>Places on silos of the coordinator role only.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CoordinatorFilterAttribute() : PlacementFilterAttribute(new CoordinatorFilter());

/// <summary>See <see cref="CoordinatorFilterAttribute"/>.</summary>
internal sealed class CoordinatorFilter() : PlacementFilterStrategy(0);

internal sealed class CoordinatorFilterDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(
        PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        silos.Where(silo => SiloLabels.Has(metadata.GetSiloMetadata(silo).Metadata, SiloLabels.Roles, SiloLabels.Coordinator));
}
