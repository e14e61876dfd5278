using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>Describes a sweep without its trials.</summary>
internal static class SweepReport
{
    private const int LastEvents = 12;

    /// <param name="spec">The spec; null if this version can't read it.</param>
    /// <param name="problem">Why the spec can't be read.</param>
    /// <param name="schedule">What was stopped and saved; null for a sweep that trains every trial to its end.</param>
    public static IEnumerable<string> Lines(
        SweepRecord sweep, SweepSpec? spec, string problem, string status, IReadOnlyDictionary<TrialState, long> counts,
        IReadOnlyList<EventRecord> events, ScheduleFacts? schedule, int width)
    {
        (string Name, string Value)[] facts =
        [
            ("sweep", sweep.Id),
            ("spec", spec is null ? $"can't be read by this version: {problem}" : ""),
            ("description", spec?.Description ?? ""),
            ("tags", string.Join(", ", spec?.Tags ?? [])),
            ("status", sweep.Reason.Length == 0 ? status : $"{status} ({sweep.Reason})"),
            ("size", SweepText.Size(sweep, spec)),
            ("trials", SweepText.Counts(counts)),
            ("schedule", schedule is null ? "" : $"{spec!.ScheduleName}: {schedule.Rungs}"),
            ("trained", schedule?.Epochs ?? ""),
            ("data set", spec?.Data.Dataset ?? ""),
            (
                "data relative to",
                sweep.Data?.Folder is { } folder && FileDataset.TryParse(spec?.Data.Dataset ?? "") is not null ? folder : ""),
            ("data fingerprint", sweep.Data?.Fingerprint ?? ""),
            ("objective", spec is null ? "" : Objective(spec.Objective)),
            ("added epochs", sweep.EpochBonus == 0 ? "" : FigureText.Count(sweep.EpochBonus)),
            ("created", FigureText.Moment(sweep.CreatedAt)),
            ("time", FigureText.Duration(TimeSpan.FromSeconds(sweep.RunSeconds))),
        ];
        foreach (var fact in facts.Where(fact => fact.Value.Length > 0))
        {
            foreach (var line in Fact.Lines(fact.Name, fact.Value, width))
                yield return line;
        }

        if (events.Count == 0)
            yield break;
        yield return "";
        if (events.Count > LastEvents)
            yield return $"... {FigureText.Plural(events.Count - LastEvents, "event")} before these";
        foreach (var happened in events.TakeLast(LastEvents))
        {
            var subject = happened.Trial is { } trial ? $" (trial {trial})" : "";
            var detail = happened.Detail.Length == 0 ? "" : $": {TrialText.FirstLine(happened.Detail)}";
            yield return TextTable.Cut(TerminalText.Line($"{FigureText.Moment(happened.At)}  {happened.Kind}{subject}{detail}"), width);
        }
    }

    private static string Objective(ObjectiveSpec objective)
    {
        var goal = objective.Goal == Goal.Maximize ? "maximize" : "minimize";
        return $"{goal} {objective.Metric.Name()} of the {objective.Epoch.ToString().ToLowerInvariant()} epoch";
    }
}
