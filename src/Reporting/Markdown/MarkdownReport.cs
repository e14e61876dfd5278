using System.Globalization;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Content;
using SweepCluster.Reporting.Html;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Reporting.Markdown;

/// <summary>Builds a report in Markdown: the tables of the HTML report, for a repository, an issue or a wiki.</summary>
public static class MarkdownReport
{
    public static string Build(ReportContent content)
    {
        var page = new MarkdownPage();
        page.Heading(1, content.Sweep.Id);
        page.Paragraph(content.Spec.Description);
        if (content.Spec.Tags.Count > 0)
            page.Paragraph($"Tags: {string.Join(", ", content.Spec.Tags)}");
        page.Paragraph(OverviewSection.Headline(content));
        page.Table([("", false), ("", false)], Facts(content));
        WriteLeaderboard(page, content);
        if (content.Claims.Count > 0)
        {
            page.Heading(2, "Claims");
            page.Table(ClaimColumns.All, content.Claims);
        }

        WritePublished(page, content);
        WriteEffects(page, content.Charts.Effect);
        WriteTrial(page, content);
        page.Heading(2, "To get the same again");
        page.Paragraph($"Save the spec as {content.Spec.Name}.yaml and run: ./sweep run {content.Spec.Name}.yaml");
        page.Code("yaml", content.Sweep.SpecText);
        page.Paragraph($"Made by SweepCluster on {FigureText.Moment(content.MadeAt)}.");
        return page.ToString();
    }

    private static IEnumerable<IReadOnlyList<string>> Facts(ReportContent content)
    {
        var (sweep, spec) = (content.Sweep, content.Spec);
        yield return ["size", SweepText.Size(sweep, spec)];
        yield return ["trials", SweepText.Counts(content.Counts)];
        yield return ["status", sweep.Status.ToString().ToLowerInvariant()];
        yield return ["time", FigureText.Duration(TimeSpan.FromSeconds(sweep.RunSeconds))];
        yield return ["created", FigureText.Moment(sweep.CreatedAt)];
        yield return ["data set", spec.Data.Dataset];
        yield return ["seed", spec.Seed.ToString(CultureInfo.InvariantCulture)];
    }

    private static void WriteLeaderboard(MarkdownPage page, ReportContent content)
    {
        page.Heading(2, "Leaderboard");
        if (content.Rows.Count == 0)
            return;
        LeaderboardRow[] rows = [.. content.Rows.Take(ReportContent.MaxRows)];
        var settings = LeaderboardColumns.SettingNames(rows);
        page.Table<LeaderboardRow>(
            [
                LeaderboardColumns.Rank,
                LeaderboardColumns.ObjectiveOf(content.Spec),
                .. settings.Count is > 0 and <= LeaderboardColumns.MaxSettings
                    ? settings.Select(LeaderboardColumns.Setting)
                    : [LeaderboardColumns.Configuration],
                .. LeaderboardColumns.FiguresOf(content.Spec),
            ],
            rows);
        foreach (var note in LeaderboardText.RankNotes(rows))
            page.Paragraph(note);
        page.Paragraph(LeaderboardText.MissingNote(content.Spec, rows));
        page.Paragraph(LeaderboardText.WinnerNote(content.Spec, content.Sweep.Configurations));
        if (content.Total > rows.Length)
            page.Paragraph($"These are the best {rows.Length} of {FigureText.Count(content.Total)} configurations.");
    }

    private static void WritePublished(MarkdownPage page, ReportContent content)
    {
        if (content.Published.Count == 0)
            return;
        page.Heading(2, "Published figures");
        page.Table(
            [("configuration", false), ("metric", false), ("published", true), ("ours", true), ("seeds", true), ("note", false)],
            content.Published.Select(comparison => (IReadOnlyList<string>)
            [
                RowText.Settings(comparison.Figure.Where), comparison.Metric.Name(), FigureText.Metric(comparison.Published),
                comparison.Ours is { } ours ? LeaderboardText.Objective(ours) : FigureText.Unknown, RowText.Seeds(comparison.Seeds),
                comparison.Figure.Note,
            ]));
    }

    private static void WriteEffects(MarkdownPage page, IReadOnlyList<EffectChart> effects)
    {
        if (effects.Count == 0)
            return;
        page.Heading(2, "What each setting does");
        page.Table(
            [("setting", false), ("value", false), ("mean", true), ("lowest", true), ("highest", true), ("configurations", true)],
            effects.SelectMany(effect => effect.Values.Select(value => (IReadOnlyList<string>)
            [
                effect.Name, value.Text, FigureText.Metric(value.Mean), FigureText.Metric(value.Low), FigureText.Metric(value.High),
                FigureText.Count(value.Count),
            ])));
    }

    private static void WriteTrial(MarkdownPage page, ReportContent content)
    {
        if (content.Trial is not { } trial)
            return;
        var names = trial.Network.ClassNames;
        page.Heading(2, $"Trial {trial.Trial.Trial} at work");
        page.Paragraph($"{RowText.Settings([.. trial.Settings])}, seed {trial.Trial.SeedIndex + 1}, "
            + $"weights of epoch {trial.Network.Epochs}. Rows are what the test images show, columns what the network takes them for.");
        page.Table(
            [("label / predicted", false), .. names.Select(name => (name, true))],
            trial.Network.Confusion.Select((row, label) => (IReadOnlyList<string>)
                [names[label], .. row.Select(count => count.ToString(CultureInfo.InvariantCulture))]));
    }
}
