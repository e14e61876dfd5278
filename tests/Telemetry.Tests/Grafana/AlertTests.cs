using System.Text.RegularExpressions;
using SweepCluster.Testing;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>Each alert is tested, is listed in the docs, and says where its remedy stands.</summary>
public sealed partial class AlertTests
{
    /// <summary>Where the docs are published; <c>docs/grafana.md</c> says how to change it.</summary>
    private const string Runbooks = "https://docs.example.com/sweepcluster/operations.md#";

    public static TheoryData<string> Names() => [.. AlertRule.All.Select(alert => alert.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Alert_LinksToItsSectionInTheOperationsPage(string name)
    {
        var alert = AlertRule.All.Single(alert => alert.Name == name);
        var headings = Heading().Matches(File.ReadAllText(RepositoryFolder.Combine("docs", "operations.md")))
            .Select(match => match.Groups[1].Value);

        alert.Runbook.ShouldBe(Runbooks + name.ToLowerInvariant());
        headings.ShouldContain(name);
    }

    [Fact]
    public void Operations_HasASectionForEachAlertInTheirOrder() =>
        Heading().Matches(File.ReadAllText(RepositoryFolder.Combine("docs", "operations.md"))).Select(match => match.Groups[1].Value)
            .Where(heading => heading.StartsWith("Sweep", StringComparison.Ordinal))
            .ShouldBe(AlertRule.All.Select(alert => alert.Name));

    [Fact]
    public void GrafanaPage_ListsEveryAlertWithItsSeverity() =>
        AlertRow().Matches(File.ReadAllText(RepositoryFolder.Combine("docs", "grafana.md")))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value))
            .ShouldBe(AlertRule.All.Select(alert => (alert.Name, alert.Severity)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Alert_HasATestInWhichItFiresAndOneInWhichItDoesNot(string name)
    {
        var (fired, silent) = AlertRule.Tested();

        fired.ShouldContain(name);
        silent.ShouldContain(name);
    }

    [GeneratedRegex(@"^### (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| \[?`(Sweep\w+)`.*\| (\w+) \|$", RegexOptions.Multiline)]
    private static partial Regex AlertRow();
}
