using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Claims.Statistics;

namespace SweepCluster.Sweeps.Claims;

/// <summary>What there is to decide one hypothesis by.</summary>
/// <param name="Test">The effect as reported; null: too little to test.</param>
/// <param name="P">Two-sided; 1 if there was no test, or one that may not decide.</param>
/// <param name="Supports">Which way the results lean.</param>
/// <param name="Deciding">What more seeds would have to show: as <paramref name="Test"/>, but from where the hypothesis turns. Null if
/// there was no test, either because there was too little to test or because the seeds don't vary.</param>
/// <param name="Method">In words; or why there is no test.</param>
internal sealed record Evidence(MeanTest? Test, double P, bool Supports, MeanTest? Deciding, string Method, string EffectName)
{
    // More than one seed in so many that is missing on a side leaves no verdict.
    private const int MissingShare = 10;

    private const string DifferenceName = "difference";

    /// <summary>Whether the test rests on enough seeds to decide. If not, there is an effect with its interval, and no verdict.</summary>
    public bool HasEnoughSeeds { get; private init; } = true;

    /// <summary>Seeds that it is about which diverged or failed, and so have no figure.</summary>
    public int Missing { get; private init; }

    /// <summary>Whether so many seeds of a side are missing that those which are left may not decide.</summary>
    public bool IsOfSurvivors { get; private init; }

    public static Evidence Create(ClaimHypothesis hypothesis, ClaimMetric figure, ClaimFigures figures)
    {
        if (figures.FindObstacle(hypothesis.Sides) is { } obstacle)
            return None(obstacle, DifferenceName);
        (SeedValues Values, EquatableArray<SettingAssignment> Where)[] sides = [.. Sides(hypothesis, figures)];
        return ByForm(hypothesis, figure, figures)
            .WithReason(figure)
            .WithCompany(figures.HasCompany)
            .WithChoice(figures.Choice, sides)
            .WithCensored(sides)
            .WithMissing([.. sides.Select(side => side.Values.CountSeeds(side.Where))]);
    }

    private static Evidence ByForm(ClaimHypothesis hypothesis, ClaimMetric figure, ClaimFigures figures) => hypothesis switch
    {
        ClaimHypothesis.Comparison comparison => Compare(comparison, figures),
        ClaimHypothesis.Equivalence equivalence => Equate(equivalence, figures),
        ClaimHypothesis.Bound bound => Compare(bound, figures.Own),
        ClaimHypothesis.Proximity proximity => Equate(proximity, figures.Own),
        ClaimHypothesis.Trend trend => Contrast(
            figures.Own, trend.Setting, "change along the axis", numbers => Slope(numbers.Length), trend.Rises ? 1 : -1),
        ClaimHypothesis.Diminishing diminishing => Contrast(
            figures.Own, diminishing.Setting, "bend in the middle", Bend, diminishing.Rises ? 1 : -1),
        ClaimHypothesis.NoGain noGain => Gain(noGain, figure, figures.Own),
        _ => throw new ArgumentOutOfRangeException(nameof(hypothesis), hypothesis, "Unknown hypothesis."),
    };

    /// <summary>The configurations that are compared: each side, or each value of the axis.</summary>
    private static IEnumerable<(SeedValues Values, EquatableArray<SettingAssignment> Where)> Sides(
        ClaimHypothesis hypothesis, ClaimFigures figures)
    {
        return hypothesis switch
        {
            ClaimHypothesis.Comparison or ClaimHypothesis.Equivalence => hypothesis.Sides.Select(
                side => (figures.Find(side), side.Settings)),
            ClaimHypothesis.Bound or ClaimHypothesis.Proximity => [(figures.Own, [])],
            ClaimHypothesis.Trend trend => Along(trend.Setting, double.NegativeInfinity),
            ClaimHypothesis.Diminishing diminishing => Along(diminishing.Setting, double.NegativeInfinity),
            ClaimHypothesis.NoGain noGain => Along(noGain.Setting, noGain.Beyond),
            _ => throw new ArgumentOutOfRangeException(nameof(hypothesis), hypothesis, "Unknown hypothesis."),
        };

        IEnumerable<(SeedValues Values, EquatableArray<SettingAssignment> Where)> Along(string setting, double first) =>
            figures.Own.AllNumbers(setting)
                .Where(number => number >= first)
                .Select(number => (figures.Own, (EquatableArray<SettingAssignment>)[new(setting, new SettingValue.Number(number))]));
    }

    private static Evidence None(string why, string effect) => new(null, 1, false, null, why, effect);

    // Figures that don't vary have an effect, but its error is unknown.
    private static Evidence Unvarying(MeanTest test, string effect) =>
        new(test, 1, false, null, $"no variation between {test.Seeds} seeds", effect);

    private static Evidence FromTest(MeanTest test, string method, string effect, int sign = 1) => test.HasNoVariation
        ? Unvarying(test, effect)
        : new Evidence(test, test.P, sign * test.Effect > 0, test, method, effect).WithEnoughSeeds();

    // The spread of two seeds is a guess from one number: a verdict would rest on it alone.
    private Evidence WithEnoughSeeds() => Test!.Seeds >= ClaimTable.MinSeeds
        ? this
        : this with { P = 1, HasEnoughSeeds = false, Method = $"{Method}, and {ClaimTable.MinSeeds} are needed to decide" };

    // Why no seed has the figure isn't obvious.
    private Evidence WithReason(ClaimMetric figure) => Test is null && figure.NeedsTrainingScore
        ? this with
        {
            Method = "fewer than two seeds with a score of the training images at the end; trials record it if the spec has such a claim",
        }
        : this;

    // A time that was measured beside other trials says more about them than about the network.
    private Evidence WithCompany(bool hasCompany) => hasCompany && Test is not null
        ? this with
        {
            P = 1,
            Deciding = null,
            Method = "too noisy: trials were trained at the same time; --workers 1 --no-packing trains them one after the other",
        }
        : this;

    // Readers need to know which configurations are compared.
    private Evidence WithChoice(ClaimChoice? choice, (SeedValues Values, EquatableArray<SettingAssignment> Where)[] sides)
    {
        if (choice is null)
            return this;
        var chosen = sides.Select(side => (Name: string.Join(", ", side.Where), Chosen: side.Values.Chosen(side.Where)!.Value)).ToArray();
        var values = chosen.Select(side =>
            $"{(side.Chosen.Values.Count == 0 ? "none" : string.Join(" or ", side.Chosen.Values.Distinct()))} for {side.Name}");
        var choosers = $"{choice.By.Name()} of {chosen[0].Chosen.Seeds} other seeds";
        return this with { Method = $"{Method}; {choice.At} chosen by {choosers}: {string.Join(", ", values)}" };
    }

    // What did not reach its target counts as if it had reached it after the last epoch.
    private Evidence WithCensored((SeedValues Values, EquatableArray<SettingAssignment> Where)[] sides)
    {
        var censored = sides.Sum(side => side.Values.CountCensored(side.Where));
        if (censored == 0)
            return this;
        var horizon = sides.Max(side => side.Values.Horizon);
        var seeds = sides.Sum(side => side.Values.CountSeeds(side.Where).Seeds);
        return this with
        {
            Method = $"{Method}; not reached within {horizon} epochs by {censored} of {seeds} seeds, which count as {horizon + 1}",
        };
    }

    // Seeds that diverge are not drawn by chance: those that are left flatter their side.
    private Evidence WithMissing((int Missing, int Seeds)[] sides)
    {
        var missing = sides.Sum(side => side.Missing);
        if (missing == 0)
            return this;
        var method = $"{Method}; {missing} of {sides.Sum(side => side.Seeds)} seeds diverged or failed";
        return sides.Any(side => side.Missing * MissingShare > side.Seeds)
            ? this with { P = 1, Missing = missing, IsOfSurvivors = true, Method = $"{method}, too many for a verdict" }
            : this with { Missing = missing, Method = method };
    }

    /// <summary>The variance that steps hide of a weighted sum of figures, each the mean over some groups: their errors are
    /// independent.</summary>
    private static double RoundingVariance(SeedValues figures, IEnumerable<double> weights, int groups) =>
        figures.RoundingVariance * weights.Sum(weight => weight * weight) / groups;

    private static Evidence Compare(ClaimHypothesis.Comparison comparison, ClaimFigures figures)
    {
        var (test, method) = Difference(comparison.Greater, comparison.Less, figures);
        return test is null ? None(method, DifferenceName) : FromTest(test, method, DifferenceName);
    }

    private static Evidence Equate(ClaimHypothesis.Equivalence equivalence, ClaimFigures figures)
    {
        var (test, method) = Difference(equivalence.First, equivalence.Second, figures);
        return test is null ? None(method, DifferenceName) : FromMargin(test, equivalence.Margin, method, DifferenceName);
    }

    private static Evidence Compare(ClaimHypothesis.Bound bound, SeedValues figures)
    {
        var (test, method, effect) = Distance(bound.Value, figures);
        return test is null ? None(method, effect) : FromTest(test, method, effect, bound.IsAbove ? 1 : -1);
    }

    private static Evidence Equate(ClaimHypothesis.Proximity proximity, SeedValues figures)
    {
        var (test, method, effect) = Distance(proximity.Value, figures);
        return test is null ? None(method, effect) : FromMargin(test, proximity.Margin, method, effect);
    }

    /// <summary>Tests by two one-sided tests whether an effect lies within a margin of 0: D. J. Schuirmann, "A comparison of the two
    /// one-sided tests procedure and the power approach for assessing the equivalence of average bioavailability", Journal of
    /// Pharmacokinetics and Biopharmaceutics 15 (1987).</summary>
    /// <remarks>Within: it lies above -margin and below +margin, an intersection-union test. Outside: it lies beyond one of them, and two
    /// are tried (Bonferroni). Both verdicts are possible, so the smaller p counts twice.</remarks>
    private static Evidence FromMargin(MeanTest test, double margin, string method, string effect)
    {
        if (test.HasNoVariation)
            return Unvarying(test, effect);
        MeanTest[] sides = [test with { Effect = margin - test.Effect }, test with { Effect = margin + test.Effect }];
        var within = sides.Max(side => side.PAbove);
        var outside = Math.Min(1, 2 * sides.Min(side => 1 - side.PAbove));
        return new Evidence(
            test, Math.Min(1, 2 * Math.Min(within, outside)), within <= outside, sides.MaxBy(side => side.PAbove), method, effect)
            .WithEnoughSeeds();
    }

    /// <summary>The test of the difference of two sides; without a test, why there is none.</summary>
    private static (MeanTest? Test, string Method) Difference(ClaimSide first, ClaimSide second, ClaimFigures figures)
    {
        var (one, other) = (figures.Find(first), figures.Find(second));
        if (first.Sweep != second.Sweep)
            return DifferenceAcross(one.Whole(first.Settings), other.Whole(second.Settings), figures.SharesSeeds(first, second));
        string[] named = [.. first.Settings.Concat(second.Settings).Select(assignment => assignment.Setting)];
        var ours = one.Grouped(first.Settings, named);
        var theirs = other.Grouped(second.Settings, named);
        string[] groups = [.. ours.Keys.Where(theirs.ContainsKey)];
        if (groups.Length == 0)
            return (null, "no finished trials of both sides that differ in nothing else");
        var differences = Complete([.. groups.Select(group => ours[group]), .. groups.Select(group => theirs[group])])
            .Select(seed => groups.Average(group => ours[group][seed] - theirs[group][seed]))
            .ToArray();
        return differences.Length >= 2
            ? (
                MeanTest.OneSample(differences, RoundingVariance(one, [1, -1], groups.Length)),
                $"paired t over {differences.Length} seeds")
            : Unpaired(SideBySide(groups, ours), SideBySide(groups, theirs), RoundingVariance(one, [1], groups.Length));
    }

    // Of another sweep nothing else is alike: each side is the mean over all configurations that it names.
    private static (MeanTest? Test, string Method) DifferenceAcross(
        (Dictionary<int, double> Seeds, double RoundingVariance) first, (Dictionary<int, double> Seeds, double RoundingVariance) second,
        bool isPaired)
    {
        if (first.Seeds.Count == 0 || second.Seeds.Count == 0)
            return (null, "no finished trials of both sides");
        double[] differences =
            [.. Complete([first.Seeds, second.Seeds]).Select(seed => first.Seeds[seed] - second.Seeds[seed])];
        return isPaired && differences.Length >= 2
            ? (
                MeanTest.OneSample(differences, first.RoundingVariance + second.RoundingVariance),
                $"paired t over {differences.Length} seeds of two sweeps")
            : Unpaired([.. first.Seeds.Values], [.. second.Seeds.Values], Math.Max(first.RoundingVariance, second.RoundingVariance));
    }

    private static (MeanTest? Test, string Method) Unpaired(double[] first, double[] second, double roundingVariance) =>
        first.Length < 2 || second.Length < 2
            ? (null, "fewer than two seeds")
            : (MeanTest.Welch(first, second, roundingVariance), $"Welch's t over {first.Length} and {second.Length} seeds");

    /// <summary>The test of the mean's distance from a constant; without a test, why there is none.</summary>
    private static (MeanTest? Test, string Method, string Effect) Distance(double value, SeedValues figures)
    {
        var effect = $"difference from {new SettingValue.Number(value)}";
        var all = figures.Grouped([], []);
        var distances = all.Count == 0 ? [] : SideBySide([.. all.Keys], all).Select(mean => mean - value).ToArray();
        return distances.Length < 2
            ? (null, "fewer than two seeds", effect)
            : (
                MeanTest.OneSample(distances, RoundingVariance(figures, [1], all.Count)), $"one-sample t over {distances.Length} seeds",
                effect);
    }

    private static double[] SideBySide(string[] groups, Dictionary<string, Dictionary<int, double>> side) =>
        [.. Complete([.. groups.Select(group => side[group])]).Select(seed => groups.Average(group => side[group][seed]))];

    // One number per seed: the weighted sum along the axis, averaged over all other settings that vary.
    private static Evidence Contrast(SeedValues figures, string setting, string effect, Func<double[], double[]> weigh, int sign)
    {
        var numbers = figures.Numbers(setting);
        if (numbers.Length < 2)
            return None($"finished trials of fewer than two values of {setting}", effect);
        var weights = weigh(numbers);
        if (weights.Length == 0)
            return None($"finished trials of fewer than three values of {setting}", effect);
        var (groups, seeds) = Along(figures, setting, numbers);
        if (seeds.Length < 2)
            return None("fewer than two seeds that have all values", effect);
        var sums =
            seeds.Select(seed => groups.Average(group => weights.Select((weight, index) => weight * group[index][seed]).Sum())).ToArray();
        return FromTest(
            MeanTest.OneSample(sums, RoundingVariance(figures, weights, groups.Count)),
            $"t of one contrast per seed over {seeds.Length} seeds",
            effect,
            sign);
    }

    private static Evidence Gain(ClaimHypothesis.NoGain noGain, ClaimMetric figure, SeedValues figures)
    {
        const string effect = "greatest gain beyond";
        double[] numbers = [noGain.Beyond, .. figures.Numbers(noGain.Setting).Where(number => number > noGain.Beyond)];
        if (numbers.Length < 2)
            return None($"no finished trials beyond {noGain.Setting}={new SettingValue.Number(noGain.Beyond)}", effect);
        var (groups, seeds) = Along(figures, noGain.Setting, numbers);
        if (seeds.Length < 2)
            return None("fewer than two seeds that have all values", effect);
        var sign = figure.IsBetterHigh ? 1 : -1;
        var gains = Enumerable.Range(1, numbers.Length - 1)
            .Select(index => seeds.Select(seed => sign * groups.Average(group => group[index][seed] - group[0][seed])).ToArray())
            .ToArray();
        // All gains must be small for the claim (an intersection-union test), one great one is enough against it (Bonferroni).
        var roundingVariance = RoundingVariance(figures, [1, -1], groups.Count);
        var short_ = gains.Select(gain => MeanTest.OneSample([.. gain.Select(value => noGain.Margin - value)], roundingVariance)).ToArray();
        var greatest = MeanTest.OneSample(gains.MaxBy(gain => gain.Average())!, roundingVariance);
        if (short_.Any(test => test.HasNoVariation))
            return Unvarying(greatest, effect);
        var within = short_.Max(test => test.PAbove);
        var beyond = Math.Min(1, gains.Length * short_.Min(test => 1 - test.PAbove));
        return new Evidence(
            greatest, Math.Min(1, 2 * Math.Min(within, beyond)), within <= beyond, short_.MaxBy(test => test.PAbove),
            $"t of each gain per seed over {seeds.Length} seeds", effect).WithEnoughSeeds();
    }

    /// <summary>For each group of the other varying settings, the figures at each number by seed; and the seeds that have all of
    /// them.</summary>
    private static (List<Dictionary<int, double>[]> Groups, int[] Seeds) Along(SeedValues figures, string setting, double[] numbers)
    {
        var columns = numbers.Select(number => figures.Grouped([new(setting, new SettingValue.Number(number))], [setting])).ToArray();
        var groups = columns[0].Keys.Where(group => columns.All(column => column.ContainsKey(group)))
            .Select(group => columns.Select(column => column[group]).ToArray())
            .ToList();
        return (groups, groups.Count == 0 ? [] : Complete([.. groups.SelectMany(group => group)]));
    }

    private static int[] Complete(IReadOnlyList<Dictionary<int, double>> figures) =>
        [.. figures[0].Keys.Where(seed => figures.All(own => own.ContainsKey(seed))).Order()];

    // The least-squares line over the values' order, from the first to the last.
    private static double[] Slope(int count)
    {
        var middle = (count - 1) / 2.0;
        var squares = Enumerable.Range(0, count).Sum(index => (index - middle) * (index - middle));
        return [.. Enumerable.Range(0, count).Select(index => (index - middle) / squares * (count - 1))];
    }

    /// <summary>The height of the least-squares parabola over the values above its chord, halfway between the first and the last.</summary>
    private static double[] Bend(double[] numbers)
    {
        if (numbers.Length < 3)
            return [];
        var half = (numbers[^1] - numbers[0]) / 2;
        var x = numbers.Select(number => (number - numbers[0] - half) / half).ToArray();
        var mean = x.Average();
        var squares = x.Select(value => value * value).ToArray();
        // The remainder of x² after a straight line is subtracted.
        var line = x.Zip(squares, (value, square) => (value - mean) * square).Sum() / x.Sum(value => (value - mean) * (value - mean));
        var left = x.Zip(squares, (value, square) => square - squares.Average() - (line * (value - mean))).ToArray();
        var norm = left.Sum(value => value * value);
        return [.. left.Select(value => -value / norm)];
    }
}
