using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Coordinator.Rendering;

/// <summary>All about a sweep but its trials.</summary>
internal static class SweepReport
{
    private const int LastEvents = 12;

    public static IEnumerable<string> Lines(
        SweepRecord sweep, SweepSpec spec, string status, IReadOnlyDictionary<TrialState, long> counts, IReadOnlyList<EventRecord> events, int width)
    {
        var goal = spec.Objective.Goal == Goal.Maximize ? "maximize" : "minimize";
        (string Name, string Value)[] facts =
        [
            ("sweep", sweep.Id),
            ("description", spec.Description),
            ("tags", string.Join(", ", spec.Tags)),
            ("status", sweep.Reason.Length == 0 ? status : $"{status} ({sweep.Reason})"),
            ("size", SweepText.Size(sweep, spec)),
            ("trials", SweepText.Counts(counts)),
            ("data set", spec.Data.Dataset),
            ("data relative to", sweep.Data?.Folder is { } folder && spec.Data.Dataset.Contains(':', StringComparison.Ordinal) ? folder : ""),
            ("data fingerprint", sweep.Data?.Fingerprint ?? ""),
            ("objective", $"{goal} {spec.Objective.Metric.Name()} of the {spec.Objective.Epoch.ToString().ToLowerInvariant()} epoch"),
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
            yield return TextTable.Cut($"{FigureText.Moment(happened.At)}  {happened.Kind}{subject}{detail}", width);
        }
    }
}
