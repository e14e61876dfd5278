using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Results.Text;

/// <summary>Describes the trials of one sweep in words.</summary>
public sealed class TrialText(SweepSpec spec)
{
    private readonly SweepConfigurations _configurations = SweepConfigurations.Find(spec);

    /// <summary>The varying settings of the trial's configuration.</summary>
    public string Settings(long configuration) => RowText.Settings(_configurations.VaryingSettings(configuration));

    /// <summary>A line about an ended trial.</summary>
    public string Ended(TrialRecord trial)
    {
        var what = trial.State switch
        {
            TrialState.Succeeded => $"{spec.Objective.Metric.Name()} {FigureText.Metric(trial.Objective)}, "
                + $"{Epochs(trial)} in {FigureText.Seconds(trial.TrainSeconds)} s{Kept(trial)}",
            _ when trial.Reason.Length > 0 => trial.State is TrialState.Diverged or TrialState.Stopped
                ? trial.Reason
                : $"{SweepText.Name(trial.State)}: {FirstLine(trial.Reason)}",
            _ => SweepText.Name(trial.State),
        };
        return $"trial {trial.Trial}  {Settings(trial.Configuration)}, seed {trial.SeedIndex + 1}:  {what}";
    }

    // The reason why it was not trained further.
    private static string Kept(TrialRecord trial) => trial.Reason.Length == 0 ? "" : $" ({FirstLine(trial.Reason)})";

    private static string Epochs(TrialRecord trial) =>
        FigureText.Plural(trial.Epochs, "epoch") + (trial.StoppedEarly ? " (stopped early)" : "");

    public static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
}
