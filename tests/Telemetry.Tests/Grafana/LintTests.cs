using SweepCluster.Testing;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>The dashboards keep to the rules of dashboard-linter, but for exclusions that give their reasons.</summary>
public sealed class LintTests
{
    public static TheoryData<string> Files() => [.. Dashboard.All.Select(dashboard => dashboard.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Findings_AreThoseThatAreExcluded(string file)
    {
        var findings = DashboardLint.Check(Dashboard.All.Single(dashboard => dashboard.File == file));

        findings.Where(finding => !LintExclusion.All.Any(exclusion => exclusion.Covers(finding))).ShouldBeEmpty();
    }

    [Fact]
    public void Exclusions_AllHaveAFinding()
    {
        LintFinding[] findings = [.. Dashboard.All.SelectMany(DashboardLint.Check)];

        LintExclusion.All.Where(exclusion => !findings.Any(exclusion.Covers)).ShouldBeEmpty();
    }

    [Fact]
    public void Exclusions_AllAreArguedInTheDocs()
    {
        var page = File.ReadAllText(RepositoryFolder.Combine("docs", "grafana.md"));

        foreach (var rule in LintExclusion.All.Select(exclusion => exclusion.Rule).Distinct())
            page.ShouldContain($"`{rule}`");
    }
}
