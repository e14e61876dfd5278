using SweepCluster.Testing;
using YamlDotNet.RepresentationModel;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>An alert of the rules file.</summary>
/// <param name="Runbook">The annotation <c>runbook_url</c>; null: it has none.</param>
internal sealed record AlertRule(string Name, string Severity, string? Runbook)
{
    public static IReadOnlyList<AlertRule> All { get; } =
    [
        .. from rule in Load("sweepcluster.rules.yml")["groups"].Items().SelectMany(found => found["rules"].Items())
           where rule.Has("alert")
           select new AlertRule(
               rule["alert"].ToString(),
               rule["labels"]["severity"].ToString(),
               rule["annotations"].Has("runbook_url") ? rule["annotations"]["runbook_url"].ToString() : null),
    ];

    /// <summary>Names of the alerts that a test of the rules expects to fire, and of those that one expects not to.</summary>
    public static (IReadOnlyList<string> Fired, IReadOnlyList<string> Silent) Tested()
    {
        YamlNode[] expected =
        [
            .. Load("sweepcluster.tests.yml")["tests"].Items().Where(test => test.Has("alert_rule_test"))
                .SelectMany(test => test["alert_rule_test"].Items()),
        ];
        return (Names(fires: true), Names(fires: false));

        string[] Names(bool fires) =>
            [.. expected.Where(test => test["exp_alerts"].Items().Any() == fires).Select(test => test["alertname"].ToString())];
    }

    private static YamlNode Load(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(RepositoryFolder.Combine("grafana", "rules", file));
        stream.Load(reader);
        return stream.Documents.Single().RootNode;
    }
}
