using System.Globalization;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Claims;

namespace SweepCluster.Results.Text;

/// <summary>Formats decided claims for people.</summary>
public static class ClaimText
{
    /// <summary>A table with a line per hypothesis, and the notes of the claims.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<ClaimDecision> decisions, int width) =>
    [
        .. TextTable.Lines(ClaimColumns.All, decisions, width),
        "",
        .. Wrapped.Lines(
            "Decided at 95 % over all lines and looks together; effects and intervals are of each line by itself. See docs/claims.md.",
            width),
        .. decisions.Where(decision => decision.IsOpen).Select(Looks).Distinct().SelectMany(line => Wrapped.Lines(line, width)),
        .. decisions.GroupBy(decision => decision.Claim).Where(claim => claim.Key.Note.Length > 0 || claim.Key.Source is not null)
            .SelectMany(claim => Wrapped.Lines(Remark([.. claim]), width)),
    ];

    // The verdict stands beside the words that it is about.
    private static string Remark(IReadOnlyList<ClaimDecision> decisions)
    {
        var claim = decisions[0].Claim;
        var verdicts = string.Join(", ", decisions.Select(decision => Name(decision.Verdict)).Distinct());
        return claim.Source is null
            ? $"{claim.That}: {claim.Note}"
            : $"{claim.That}: {SourceText.Quoted(claim.Source)} is {verdicts}" + (claim.Note.Length == 0 ? "" : $"; {claim.Note}");
    }

    /// <summary>A line or more for each statement that no claim tests, with the reason.</summary>
    public static IReadOnlyList<string> Untested(SweepSpec spec, int width) =>
    [
        .. spec.Untested.SelectMany(statement => Wrapped.Lines($"Not tested: {Statement(statement)}: {statement.Why}", width)),
    ];

    /// <summary>The statement, with its source if the spec names one.</summary>
    public static string Statement(UntestedStatement statement) =>
        statement.Source is null ? statement.Says : $"{statement.Says}, {SourceText.Quoted(statement.Source)}";

    /// <summary>The verdict; of what a further look may decide also how many there were, such as
    /// <c>undecided so far (2 of at most 5 looks)</c>.</summary>
    public static string Verdict(ClaimDecision decision) => decision.IsOpen
        ? $"undecided so far ({decision.Look} of at most {decision.MaxLooks} looks)"
        : Name(decision.Verdict);

    private static string Looks(ClaimDecision decision) => decision.Look == 0
        ? "Undecided so far: claims are tested when the sweep has ended."
        : $"Undecided so far: {decision.Look} of at most {decision.MaxLooks} looks were taken. "
            + "The next one is taken when the sweep has ended with more seeds.";

    public static string Name(ClaimVerdict verdict) => verdict.ToString().ToLowerInvariant();

    public static string Metric(ClaimDecision decision) =>
        decision.Claim.Figure.Name + (decision.Claim.Epoch is { } epoch ? $" of epoch {epoch}" : "");

    /// <summary>The effect with its sign.</summary>
    public static string Effect(double? effect) =>
        effect is { } value && double.IsFinite(value) ? (value > 0 ? "+" : "") + FigureText.Metric(value) : FigureText.Unknown;

    public static string Interval(ClaimDecision decision) =>
        decision.Low is null ? FigureText.Unknown : $"{Effect(decision.Low)} to {Effect(decision.High)}";

    public static string Standardized(ClaimDecision decision) =>
        decision.StandardizedEffect?.ToString("F1", CultureInfo.InvariantCulture) ?? FigureText.Unknown;

    public static string Probability(double? p) => p switch
    {
        null => FigureText.Unknown,
        < 0.0001 => "<0.0001",
        { } value => value.ToString("F4", CultureInfo.InvariantCulture),
    };

    /// <summary>Number of further seeds that would probably decide the claim.</summary>
    public static string More(ClaimDecision decision) => decision switch
    {
        { Verdict: not ClaimVerdict.Undecided } => "",
        { Effect: null } => "2 or more",
        { MoreSeeds: { } seeds } => $"+{FigureText.Count(seeds)}",
        // Seeds that don't vary stay as they are, however many there are; nor do more of them bring back those that diverged.
        { P: null } => FigureText.Unknown,
        _ => $"over {FigureText.Count(ClaimTable.MaxSeeds)}",
    };
}
