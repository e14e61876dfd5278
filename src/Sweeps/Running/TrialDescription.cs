using System.Globalization;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Running;

/// <summary>Creates leases, which describe to a trainer everything about a trial.</summary>
public sealed class TrialDescription(SweepSpec spec, string sweepId, string? checkpointRoot)
{
    private readonly SweepConfigurations _configurations = SweepConfigurations.Find(spec);

    public TrialLease Describe(TrialRecord trial, SweepRecord sweep)
    {
        var configuration = ConfigurationResolver.Resolve(spec, _configurations.Propose(trial.Configuration));
        var folder = checkpointRoot is null
            ? null
            : Path.Combine(checkpointRoot, sweepId, trial.Trial.ToString(CultureInfo.InvariantCulture));
        return new(
            sweepId, trial.Trial, trial.Attempt, configuration, spec.Seed, trial.SeedIndex, configuration.Epochs + sweep.EpochBonus, folder)
        {
            FinishedWeights = trial.Final?.WeightsHash,
            Data = sweep.Data,
            Isolated = TrialRules.IsSuspect(trial, spec.Limits),
            StopAt = trial.StopAt < configuration.Epochs + sweep.EpochBonus ? trial.StopAt : null,
        };
    }
}
