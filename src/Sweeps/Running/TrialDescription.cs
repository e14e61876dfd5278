using SweepCluster.Model.Files;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Running;

/// <summary>Creates leases, which describe to a trainer everything about a trial.</summary>
/// <param name="checkpointRoot">A place as <see cref="CheckpointPlace"/> reads it; null: no checkpoints are kept.</param>
public sealed class TrialDescription(SweepSpec spec, string sweepId, string? checkpointRoot)
{
    private readonly SweepConfigurations _configurations = SweepConfigurations.Find(spec);

    public TrialLease Describe(TrialRecord trial, SweepRecord sweep)
    {
        var configuration = ConfigurationResolver.Resolve(spec, _configurations.Propose(trial.Configuration));
        var folder = checkpointRoot is null
            ? null
            : CheckpointPlace.CombineTrial(checkpointRoot, sweepId, trial.Trial);
        return new(
            sweepId, trial.Trial, trial.Attempt, configuration, spec.Seed, trial.SeedIndex, configuration.Epochs + sweep.EpochBonus, folder)
        {
            FinishedWeights = trial.Final?.WeightsHash,
            Data = sweep.Data,
            Isolated = TrialRules.IsSuspect(trial, spec.Limits),
        };
    }
}
