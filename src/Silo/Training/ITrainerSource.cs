using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Silo.Training;

/// <summary>The trainers of this silo.</summary>
internal interface ITrainerSource
{
    /// <summary>The lease with the checkpoint folder on this silo.</summary>
    TrialLease Prepare(TrialLease lease);

    ITrainer TrainerOf(TrialLease lease);
}
