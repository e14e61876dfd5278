using Orleans.Placement;
using Orleans.Runtime.Placement;
using SweepCluster.Contracts.Grains;

namespace SweepCluster.Grains.Placement;

/// <summary>Places on the silo in the slot's key, and on no other.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SlotPlacementAttribute() : PlacementAttribute(new SlotPlacement());

/// <summary>See <see cref="SlotPlacementAttribute"/>.</summary>
internal sealed class SlotPlacement : PlacementStrategy;

internal sealed class SlotPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silo = SiloAddress.FromParsableString(SlotKey.Parse(target.GrainIdentity.Key.ToString()!).Silo);
        return context.GetCompatibleSilos(target).Contains(silo)
            ? Task.FromResult(silo)
            : throw new SiloUnavailableException($"The silo {silo} of this slot is not part of the cluster any more.");
    }
}
