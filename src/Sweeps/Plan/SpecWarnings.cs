using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Claims;

namespace SweepCluster.Sweeps.Plan;

/// <summary>Finds what makes the results of a valid spec weaker than they look.</summary>
public static class SpecWarnings
{
    /// <summary>The warnings, in the order of the spec's keys; empty if there is none.</summary>
    public static IReadOnlyList<SpecWarning> Find(SweepSpec spec) =>
        [.. new[] { ChosenByTest(spec), BestEpoch(spec), FewSeeds(spec) }.OfType<SpecWarning>()];

    private static SpecWarning? ChosenByTest(SweepSpec spec) => spec.Kind == SweepKind.Train && spec.Objective.Metric.IsTest()
        ? new(
            "objective.metric",
            $"{spec.Objective.Metric.Name()} chooses the winner by the test images, so that its test figures are optimistic.",
            "Hold out images with split: {last: 10000}, and rank by val_accuracy or val_loss.")
        : null;

    // Restored weights are those of the epoch that counts only where both are the best by the same metric.
    private static SpecWarning? BestEpoch(SweepSpec spec) => spec.Objective.Epoch == ObjectiveEpoch.Best
        && !(spec.EarlyStopping is { RestoreBest: true } stopping && stopping.Metric == spec.Objective.Metric)
            ? new(
                "objective.epoch",
                "Each trial counts by the best of its epochs, but its weights and test figures are those of another epoch.",
                $"Write early_stopping: {{metric: {spec.Objective.Metric.Name()}, patience: N, restore_best: true}}, or epoch: last.")
            : null;

    private static SpecWarning? FewSeeds(SweepSpec spec)
    {
        const string remedy = "Write seeds: 10, for example.";
        if (spec.Claims.Count > 0 && spec.Seeds < ClaimTable.MinSeeds)
        {
            return new(
                "seeds", $"No claim is decided by fewer than {ClaimTable.MinSeeds} seeds, and the sweep has {spec.Seeds}.", remedy);
        }

        // Of an odd number the greater part decides.
        return spec.Claims.Any(claim => claim.Choice is not null) && spec.Seeds - (spec.Seeds / 2) < ClaimTable.MinSeeds
            ? new(
                "seeds", $"Half of the {spec.Seeds} seeds choose the best, and {ClaimTable.MinSeeds} others are needed to decide.", remedy)
            : null;
    }
}
