using Orleans.Placement;
using Orleans.Runtime.Placement;
using SweepCluster.Contracts.Grains;

namespace SweepCluster.Grains.Placement;

/// <summary>On the silo that the slot's key names, and nowhere else.</summary>
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
