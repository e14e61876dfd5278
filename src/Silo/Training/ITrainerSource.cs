using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Silo.Training;

/// <summary>The trainers of this silo.</summary>
internal interface ITrainerSource
{
    /// <summary>The lease with the checkpoint folder on this silo.</summary>
    TrialLease Prepare(TrialLease lease);

    /// <summary>The trainer of a slot, by its number.</summary>
    ITrainer TrainerOf(int slot);

    /// <summary>The device that the slot trains on, for people; null: all slots train on the same.</summary>
    string? DeviceOf(int slot) => null;
}
