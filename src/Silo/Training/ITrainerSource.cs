using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Silo.Training;

/// <summary>What trains on this silo.</summary>
internal interface ITrainerSource
{
    /// <summary>The lease with what only this silo knows: where its checkpoints lie.</summary>
    TrialLease Prepare(TrialLease lease);

    /// <summary>The trainer of a slot, by its number.</summary>
    ITrainer TrainerOf(int slot);

    /// <summary>The device that the slot trains on, for people; null: all slots train on the same.</summary>
    string? DeviceOf(int slot) => null;
}
