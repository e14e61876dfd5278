using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Coordinator.Views;

/// <summary>Describes one trial.</summary>
internal static class TrialPage
{
    /// <param name="spec">The spec; null if this version can't read it.</param>
    /// <param name="problem">Why the spec can't be read.</param>
    /// <param name="events">Events of the sweep; those of the trial are shown, with the reason of each attempt that failed or was
    /// lost.</param>
    /// <param name="checkpoints">The folder of its checkpoints; null if there are none.</param>
    public static IEnumerable<string> Lines(
        SweepSpec? spec,
        string problem,
        TrialRecord trial,
        IReadOnlyList<EpochRecord> epochs,
        IReadOnlyList<EventRecord> events,
        string? checkpoints,
        int width)
    {
        (string Name, string Value)[] facts =
        [
            ("trial", $"{trial.Trial}"),
            ("configuration", spec is null
                ? $"{trial.Configuration}"
                : $"{trial.Configuration}: {RowText.Settings(SweepConfigurations.Find(spec).Propose(trial.Configuration))}"),
            ("spec", spec is null ? $"can't be read by this version: {problem}" : ""),
            ("base", spec is null ? "" : string.Join(", ", spec.Base)),
            ("seed", $"{trial.SeedIndex + 1}"),
            ("state", trial.Reason.Length == 0 ? SweepText.Name(trial.State) : $"{SweepText.Name(trial.State)}: {trial.Reason}"),
            ("attempts", $"{trial.Attempt}{(trial.LostAttempts == 0 ? "" : $", the last {trial.LostAttempts} lost with their process")}"),
            ("epochs", $"{trial.Epochs}{(trial.StoppedEarly ? ", stopped early" : "")} in {FigureText.Seconds(trial.TrainSeconds)} s"),
            (
                "trained further",
                trial.Continuation is { } further ? $"to epoch {further.Epochs} so far; the figures are of the finished result" : ""),
            ("parameters", trial.Parameters == 0 ? "" : FigureText.Count(trial.Parameters)),
            .. trial.Final?.Range is { } range ? RangeTestText.Facts(range).Concat(RangeTestText.Curves(range, width - 20)) : [],
            (
                "objective",
                trial.Objective is null ? "" : $"{spec?.Objective.Metric.Name()} {FigureText.Metric(trial.Objective)}".TrimStart()),
            // The final weights of a range test have no meaning.
            ("test", trial.Final is { Range: null } final
                ? $"loss {FigureText.Metric(final.TestLoss)}, accuracy {FigureText.Metric(final.TestAccuracy)}"
                : ""),
            ("training, at the end", trial.Final?.Training is { } training
                ? $"loss {FigureText.Metric(training.Loss)}, accuracy {FigureText.Metric(training.Accuracy)}"
                : ""),
            ("weights SHA-256", trial.Final?.WeightsHash ?? ""),
            ("checkpoints", checkpoints ?? ""),
            .. events.Where(happened => happened.Trial == trial.Trial)
                .Select(happened => (happened.Kind, $"{FigureText.Moment(happened.At)}  {happened.Detail}")),
        ];
        foreach (var fact in facts.Where(fact => fact.Value.Length > 0))
        {
            foreach (var line in Fact.Lines(fact.Name, fact.Value, width))
                yield return line;
        }

        if (epochs.Count == 0)
            yield break;
        yield return "";
        foreach (var line in Epochs(epochs).Lines(width))
            yield return line;
    }

    private static TextTable Epochs(IReadOnlyList<EpochRecord> epochs)
    {
        var table = new TextTable(
            new("epoch", Right: true), new(Metric.TrainLoss.Name(), Right: true), new("train_acc", Right: true, DropOrder: 3),
            new(Metric.ValidationLoss.Name(), Right: true), new("val_acc", Right: true), new("lr", Right: true, DropOrder: 2),
            new("seconds", Right: true, DropOrder: 1));
        foreach (var report in epochs.Select(epoch => epoch.Report))
        {
            table.Add(
                $"{report.Epoch}", FigureText.Metric(report.TrainLoss), FigureText.Metric(report.TrainAccuracy),
                FigureText.Metric(report.ValidationLoss), FigureText.Metric(report.ValidationAccuracy),
                FigureText.Metric(report.LearningRate),
                FigureText.Seconds(report.Seconds));
        }

        return table;
    }
}
