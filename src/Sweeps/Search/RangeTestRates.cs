using System.Globalization;
using System.Text;
using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Search;

/// <summary>Replaces <c>lr: from-range-test</c> by numbers, once, when a sweep is submitted; they are then part of its spec.</summary>
public static class RangeTestRates
{
    /// <summary>Maximum number of configurations of a spec with rates from range tests.</summary>
    public const int MaxConfigurations = 100_000;

    /// <summary>Whether the spec's rates have not been found yet.</summary>
    public static bool AreMissing(SweepSpec spec) => spec.RangeTest is not null && spec.Rates.Count == 0;

    /// <summary>The spec's text with the rates that the range tests suggest.</summary>
    /// <param name="tests">The spec of the sweep of range tests.</param>
    /// <param name="testsId">That sweep's id.</param>
    /// <param name="trials">The trials of that sweep.</param>
    /// <exception cref="SweepException">The sweep is of another kind or another data set, or has no finished test for some
    /// configuration.</exception>
    public static string Resolve(SweepSpec spec, SweepSpec tests, string testsId, IReadOnlyCollection<TrialRecord> trials)
    {
        if (tests.Kind != SweepKind.RangeTest)
            throw new SweepException($"range_test: {testsId} is not a sweep of range tests. Name one of kind: lr-range.");
        if (tests.Data.Dataset != spec.Data.Dataset)
            throw new SweepException($"range_test: {testsId} is about {tests.Data.Dataset}, this sweep about {spec.Data.Dataset}. "
                + "Name range tests of the same data set.");
        var source = spec.RangeTest!;
        var configurations = SweepConfigurations.Find(tests);
        var lines = new StringBuilder();
        lines.Append(CultureInfo.InvariantCulture, $"# Found by {testsId} when the sweep was submitted.\nrates:\n");
        var found = 0;
        foreach (var configuration in trials.Where(trial => trial.Final?.Range is not null)
            .GroupBy(trial => trial.Configuration)
            .OrderBy(group => group.Key))
        {
            var rate = Mean([.. configuration.Select(trial => trial.Final!.Range!)], test => Suggested(test, source.Rule));
            var where = configurations.VaryingSettings(configuration.Key);
            lines.Append(
                CultureInfo.InvariantCulture,
                $"  - {{where: {{{string.Join(", ", where.Select(own => $"{own.Setting}: {Yaml(own.Value)}"))}}}, lr: {rate:R}}}\n");
            found++;
        }

        if (found == 0)
            throw new SweepException(
                $"range_test: {testsId} has no finished range test yet. Let it finish first: ./sweep resume {testsId}");
        var resolved = SpecText.Set(spec.Text, lines.ToString());
        Check(SpecCache.Read(resolved).Spec ?? throw new InvalidOperationException($"The rates made the spec invalid:\n{resolved}"));
        return resolved;
    }

    /// <summary>The rate that one test suggests, between the first and the last that it tested.</summary>
    public static double Suggested(RangeTestResult result, RangeTestRule rule) => rule switch
    {
        RangeTestRule.HalfOfMinimum => result.HalfOfMinimum,
        RangeTestRule.Steepest => result.SteepestRate,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
    };

    /// <summary>The geometric mean of a rate over tests, because rates are compared by their ratios; rounded to four digits, but not
    /// outside of the tested rates.</summary>
    /// <param name="tests">At least one.</param>
    /// <param name="rate">One of the test's rates, above 0.</param>
    public static double Mean(IReadOnlyCollection<RangeTestResult> tests, Func<RangeTestResult, double> rate)
    {
        var mean = Math.Exp(tests.Average(test => Math.Log(rate(test))));
        var rounded = double.Parse(mean.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(rounded, tests.Min(test => test.Settings.Start), tests.Max(test => test.LastRate));
    }

    // Every configuration must find its rate now, not when it is trained.
    private static void Check(SweepSpec spec)
    {
        var configurations = SweepConfigurations.Find(spec);
        if (configurations.Count > MaxConfigurations)
            throw new SweepException($"lr: from-range-test is for up to {MaxConfigurations:N0} configurations, "
                + $"and this sweep has {configurations.Count:N0}. Give lr as a number or an axis.");
        for (var number = 0L; number < configurations.Count; number++)
            _ = ConfigurationResolver.Resolve(spec, configurations.Propose(number));
    }

    private static string Yaml(SettingValue value) => value is SettingValue.Choice { Parameters.Count: > 0 } choice
        ? $"{{name: {choice.Name}, "
            + $"{string.Join(", ", choice.Parameters.Select(parameter => $"{parameter.Setting}: {Yaml(parameter.Value)}"))}}}"
        : value.ToString()!;
}
