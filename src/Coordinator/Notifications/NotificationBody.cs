using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Notifications;

/// <summary>Writes what a notification says about the end or the pause of a sweep; docs/notifications.md describes the fields.</summary>
internal static class NotificationBody
{
    /// <summary>One JSON object.</summary>
    /// <param name="isSlack">Whether only the text is written, with the escapes of Slack.</param>
    public static string Write(SweepEnding ending, SweepSpec spec, bool isSlack)
    {
        var text = Text(ending, spec);
        return JsonLine.Object(json =>
        {
            if (isSlack)
            {
                json.WriteString("text", text.Replace("&", "&amp;", StringComparison.Ordinal)
                    .Replace("<", "&lt;", StringComparison.Ordinal)
                    .Replace(">", "&gt;", StringComparison.Ordinal));
                return;
            }

            json.WriteString("text", text);
            json.WriteString("event", ending.Sweep.Status.ToString().ToLowerInvariant());
            json.WriteString("sweep", ending.Sweep.Id);
            json.WriteString("name", ending.Sweep.Name);
            json.WriteString("reason", ending.Sweep.Reason);
            json.WriteNumber("run_seconds", ending.Sweep.RunSeconds);
            json.WriteNumber("trials", ending.Trials);
            JsonRecords.Counts(json, ending.Counts);
            json.WriteString("metric", spec.Objective.Metric.Name());
            json.WritePropertyName("best");
            if (ending.Leaders is [{ HasObjective: true } best, ..])
            {
                json.WriteStartObject();
                JsonRecords.Row(json, best);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNullValue();
            }
        });
    }

    private static string Text(SweepEnding ending, SweepSpec spec)
    {
        var headline = SweepText.Headline(ending);
        if (ending.Leaders is not [{ HasObjective: true } best, ..])
            return headline;
        var settings = best.Settings.Count == 0 ? "" : $"{RowText.Settings(best.Settings)}, ";
        return $"{headline} Best: {settings}{spec.Objective.Metric.Name()} {FigureText.Metric(best.Objective.Mean)}.";
    }
}
