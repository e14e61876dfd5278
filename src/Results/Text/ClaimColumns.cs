using SweepCluster.Sweeps.Claims;

namespace SweepCluster.Results.Text;

/// <summary>The columns of decided claims in the terminal, reports, pages in Markdown and JSON; see <c>docs/claims.md</c>.</summary>
public static class ClaimColumns
{
    public static ResultColumn<ClaimDecision> Verdict { get; } = new("verdict", ClaimText.Verdict)
    {
        TerminalText = decision => decision.IsOpen ? "undecided so far" : ClaimText.Name(decision.Verdict),
        Fields =
        [
            new(4, "verdict", (json, name, decision) => json.WriteString(name, ClaimText.Name(decision.Verdict))),
            new(17, "look", (json, name, decision) => json.WriteNumber(name, decision.Look)),
            new(18, "max_looks", (json, name, decision) => json.WriteNumber(name, decision.MaxLooks)),
        ],
    };

    /// <summary>The columns, in the order in which they are shown.</summary>
    public static IReadOnlyList<ResultColumn<ClaimDecision>> All { get; } =
    [
        new("claim", decision => decision.Hypothesis.Text)
        {
            ShrinksTo = 20,
            Fields =
            [
                new(0, "claim", (json, name, decision) => json.WriteString(name, decision.Claim.That)),
                new(1, "hypothesis", (json, name, decision) => json.WriteString(name, decision.Hypothesis.Text)),
            ],
        },
        new("metric", ClaimText.Metric)
        {
            DropOrder = 5,
            Fields =
            [
                new(2, "metric", (json, name, decision) => json.WriteString(name, decision.Claim.Figure.Name)),
                new(3, "epoch", (json, name, decision) => json.Count(name, decision.Claim.Epoch)),
            ],
        },
        Verdict,
        new("effect", decision => $"{ClaimText.Effect(decision.Effect)} ({decision.EffectName})")
        {
            IsNumeric = true,
            TerminalText = decision => ClaimText.Effect(decision.Effect),
            Fields =
            [
                new(7, "effect_name", (json, name, decision) => json.WriteString(name, decision.EffectName)),
                new(8, "effect", (json, name, decision) => json.Figure(name, decision.Effect)),
            ],
        },
        new("95 % interval", ClaimText.Interval)
        {
            IsNumeric = true,
            DropOrder = 6,
            Fields =
            [
                new(9, "effect_low", (json, name, decision) => json.Figure(name, decision.Low)),
                new(10, "effect_high", (json, name, decision) => json.Figure(name, decision.High)),
            ],
        },
        new("d", ClaimText.Standardized)
        {
            IsNumeric = true,
            DropOrder = 2,
            Fields = [new(11, "standardized_effect", (json, name, decision) => json.Figure(name, decision.StandardizedEffect))],
        },
        new("p (adjusted)", decision => ClaimText.Probability(decision.AdjustedP))
        {
            IsNumeric = true,
            DropOrder = 4,
            Fields =
            [
                new(12, "p", (json, name, decision) => json.Figure(name, decision.P)),
                new(13, "adjusted_p", (json, name, decision) => json.Figure(name, decision.AdjustedP)),
            ],
        },
        new("more seeds", ClaimText.More)
        {
            IsNumeric = true,
            DropOrder = 3,
            Fields = [new(14, "more_seeds", (json, name, decision) => json.Count(name, decision.MoreSeeds))],
        },
        new("test", decision => decision.Test)
        {
            DropOrder = 1,
            Fields =
            [
                new(5, "test", (json, name, decision) => json.WriteString(name, decision.Test)),
                new(6, "seeds", (json, name, decision) => json.WriteNumber(name, decision.Seeds)),
                new(16, "seeds_missing", (json, name, decision) => json.WriteNumber(name, decision.Missing)),
            ],
        },
    ];

    /// <summary>The note of the claim. The terminal and reports show it beside the table.</summary>
    public static ResultColumn<ClaimDecision> Note { get; } = new("note", decision => decision.Claim.Note)
    {
        Fields = [new(15, "note", (json, name, decision) => json.WriteString(name, decision.Claim.Note))],
    };

    /// <summary>Where the claim is made, in which words. The terminal and reports show it beside the table.</summary>
    public static ResultColumn<ClaimDecision> Source { get; } = new("source", decision => SourceText.Quoted(decision.Claim.Source))
    {
        Fields =
        [
            new(19, "source_cell", (json, name, decision) => json.WriteString(name, decision.Claim.Source?.Cell)),
            new(20, "source_words", (json, name, decision) => json.WriteString(name, decision.Claim.Source?.Words)),
        ],
    };

    /// <summary>The fields of a decision, in their order.</summary>
    public static IReadOnlyList<JsonField<ClaimDecision>> Fields { get; } =
        [.. All.Append(Note).Append(Source).SelectMany(column => column.Fields).OrderBy(field => field.Order)];
}
