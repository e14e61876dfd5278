using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Silo.Training;

/// <summary>What trains on this silo.</summary>
internal interface ITrainerSource
{
    /// <summary>The lease with what only this silo knows: where its checkpoints lie.</summary>
    TrialLease Prepare(TrialLease lease);

    ITrainer TrainerOf(TrialLease lease);
}
