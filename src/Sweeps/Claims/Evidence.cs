using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Claims.Statistics;

namespace SweepCluster.Sweeps.Claims;

/// <summary>The evidence on one hypothesis.</summary>
/// <param name="Test">The effect as reported; null if there is too little to test.</param>
/// <param name="P">Two-sided p value; 1 if there was no test.</param>
/// <param name="Supports">Whether the effect has the claimed direction.</param>
/// <param name="Deciding">The test that more seeds would have to pass: as <paramref name="Test"/>, but relative to the limit of the
/// hypothesis. Null if there was no test, either because there was too little to test or because the seeds don't vary.</param>
/// <param name="Method">The test in words, or why there is none.</param>
internal sealed record Evidence(MeanTest? Test, double P, bool Supports, MeanTest? Deciding, string Method, string EffectName)
{
    public static Evidence Create(ClaimHypothesis hypothesis, ClaimMetric figure, SeedValues figures) => hypothesis switch
    {
        ClaimHypothesis.Comparison comparison => Compare(comparison, figures),
        ClaimHypothesis.Trend trend => Contrast(
            figures, trend.Setting, "change along the axis", numbers => Slope(numbers.Length), trend.Rises ? 1 : -1),
        ClaimHypothesis.Diminishing diminishing => Contrast(
            figures, diminishing.Setting, "bend in the middle", Bend, diminishing.Rises ? 1 : -1),
        ClaimHypothesis.NoGain noGain => Gain(noGain, figure, figures),
        _ => throw new ArgumentOutOfRangeException(nameof(hypothesis), hypothesis, "Unknown hypothesis."),
    };

    private static Evidence None(string why, string effect) => new(null, 1, false, null, why, effect);

    // Figures that don't vary have an effect, but its error is unknown.
    private static Evidence Unvarying(MeanTest test, string effect) =>
        new(test, 1, false, null, $"no variation between {test.Seeds} seeds", effect);

    private static Evidence FromTest(MeanTest test, string method, string effect, int sign = 1) =>
        test.HasNoVariation ? Unvarying(test, effect) : new(test, test.P, sign * test.Effect > 0, test, method, effect);

    /// <summary>The minimum standard deviation of a weighted sum of figures, each the mean over some groups: their errors are
    /// independent.</summary>
    private static double MinDeviation(SeedValues figures, IEnumerable<double> weights, int groups) =>
        figures.MinDeviation * Math.Sqrt(weights.Sum(weight => weight * weight) / groups);

    private static Evidence Compare(ClaimHypothesis.Comparison comparison, SeedValues figures)
    {
        const string effect = "difference";
        string[] named = [.. comparison.Greater.Concat(comparison.Less).Select(assignment => assignment.Setting)];
        var greater = figures.Grouped(comparison.Greater, named);
        var less = figures.Grouped(comparison.Less, named);
        string[] groups = [.. greater.Keys.Where(less.ContainsKey)];
        if (groups.Length == 0)
            return None("no finished trials of both sides that differ in nothing else", effect);
        var differences = Complete([.. groups.Select(group => greater[group]), .. groups.Select(group => less[group])])
            .Select(seed => groups.Average(group => greater[group][seed] - less[group][seed]))
            .ToArray();
        if (differences.Length >= 2)
            return FromTest(
                MeanTest.OneSample(differences, MinDeviation(figures, [1, -1], groups.Length)),
                $"paired t over {differences.Length} seeds",
                effect);
        var first = SideBySide(groups, greater);
        var second = SideBySide(groups, less);
        return first.Length < 2 || second.Length < 2
            ? None("fewer than two seeds", effect)
            : FromTest(
                MeanTest.Welch(first, second, MinDeviation(figures, [1], groups.Length)),
                $"Welch's t over {first.Length} and {second.Length} seeds",
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
            MeanTest.OneSample(sums, MinDeviation(figures, weights, groups.Count)),
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
        // All gains must be small to support the claim (an intersection-union test); one large gain contradicts it (Bonferroni).
        var minDeviation = MinDeviation(figures, [1, -1], groups.Count);
        var short_ = gains.Select(gain => MeanTest.OneSample([.. gain.Select(value => noGain.Margin - value)], minDeviation)).ToArray();
        var greatest = MeanTest.OneSample(gains.MaxBy(gain => gain.Average())!, minDeviation);
        if (short_.Any(test => test.HasNoVariation))
            return Unvarying(greatest, effect);
        var within = short_.Max(test => test.PAbove);
        var beyond = Math.Min(1, gains.Length * short_.Min(test => 1 - test.PAbove));
        return new(
            greatest, Math.Min(1, 2 * Math.Min(within, beyond)), within <= beyond, short_.MaxBy(test => test.PAbove),
            $"t of each gain per seed over {seeds.Length} seeds", effect);
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
