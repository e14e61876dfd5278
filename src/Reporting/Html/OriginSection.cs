using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with everything that is needed to reproduce the results to the bit.</summary>
public static class OriginSection
{
    private const int MaxEvents = 100;

    public static ReportSection Create(ReportContent content) => new("origin", "To get the same again", page => Write(page, content));

    private static void Write(HtmlPage page, ReportContent content)
    {
        page.Add($"<p>The same spec gives the same bits on any machine. Save it as <code>{content.Spec.Name}.yaml</code> "
            + $"and run <code>./sweep run {content.Spec.Name}.yaml</code>.</p><dl class=\"facts\">");
        foreach (var (name, value) in Facts(content))
            page.Add($"<dt>{name}</dt><dd>{value}</dd>");
        page.Add($"</dl><h3>Spec</h3><pre class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Spec\">"
            + $"<code>{content.Sweep.SpecText}</code></pre>");
        if (content.Events.Count > 0)
        {
            HtmlTable.WriteFolded(
                page, open: false,
                content.Events.Count > MaxEvents ? $"The last {MaxEvents} of {FigureText.Count(content.Events.Count)} events" : "Events",
                [new("at"), new("event"), new("trial", true), new("detail")],
                content.Events.TakeLast(MaxEvents).Select(happened => (IReadOnlyList<TableCell>)
                [
                    FigureText.Moment(happened.At), happened.Kind, happened.Trial?.ToString(CultureInfo.InvariantCulture),
                    TrialText.FirstLine(happened.Detail),
                ]));
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(ReportContent content)
    {
        var (sweep, spec) = (content.Sweep, content.Spec);
        yield return ("seed", spec.Seed.ToString(CultureInfo.InvariantCulture));
        yield return (
            "repeats",
            $"{FigureText.Count(sweep.Seeds)} of each configuration: the random seed and the seed's number key every random number");
        if (sweep.EpochBonus > 0)
            yield return ("epochs added", FigureText.Count(sweep.EpochBonus));
        yield return ("data set", spec.Data.Dataset);
        if (content.Trial is { } trial)
        {
            yield return ("data set's SHA-256", trial.Network.Fingerprint);
            if (trial.Trial.Final is { } final)
                yield return ($"weights of trial {trial.Trial.Trial}, SHA-256", final.WeightsHash);
        }

        var version = typeof(OriginSection).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        yield return ("SweepCluster", $"{version} (of this report; the program that trained may have been another)");
        yield return (".NET", RuntimeInformation.FrameworkDescription);
        yield return ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
    }
}
