using System.Text.RegularExpressions;
using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

/// <summary>What the Prometheus Operator and Grafana are given.</summary>
public sealed class MonitoringTests
{
    [Theory]
    [MemberData(nameof(Cluster.Monitored), MemberType = typeof(Cluster))]
    public void PodMonitors_Together_ScrapeEveryPodThatServesMetrics(string way)
    {
        var cluster = Cluster.Render(way);
        var scraped = new List<Workload>();
        foreach (var monitor in cluster.OfKind("PodMonitor"))
        {
            var pods = cluster.Selected(monitor["spec"]["selector"]["matchLabels"]);
            pods.ShouldNotBeEmpty(monitor.ToString());
            scraped.AddRange(pods);
            foreach (var endpoint in monitor["spec"]["podMetricsEndpoints"].Items)
            {
                endpoint["path"].Text.ShouldBe("/metrics");
                pods.ShouldAllBe(pod => pod.Ports.ContainsKey(endpoint["port"].Text!));
            }
        }

        scraped.ShouldBe(cluster.Pods.Where(pod => pod.Object.Kind == "Deployment"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("Silo", "Health", "SiloHealthEndpoints.cs", "silos")]
    [InlineData("Api", "", "ApiServer.cs", "api")]
    public void Metrics_OfAPodMonitor_AreServedByTheCodeToWhomItSays(string project, string folder, string file, string monitor)
    {
        var served = Sources.Read("src", project, folder, file)
            .Split(';')
            .Single(statement => statement.Contains("MapGet(\"/metrics\"", StringComparison.Ordinal));
        var authorization = Cluster.Render(Cluster.Files)
            .OfKind("PodMonitor")
            .Single(found => found.Name == monitor)["spec"]["podMetricsEndpoints"]
            .Items.Single()["authorization"];

        served.Contains("KeyScope.Read", StringComparison.Ordinal).ShouldBe(authorization.Exists);
        if (authorization.Exists)
            Sources.Read("docs", "kubernetes.md").ShouldContain(
                $"secret generic {authorization["credentials"].Name} --from-file={authorization["credentials"]["key"].Text}=");
    }

    [Theory]
    [MemberData(nameof(Cluster.Monitored), MemberType = typeof(Cluster))]
    public void NetworkPolicies_LetPrometheusInWhereItScrapes(string way)
    {
        var cluster = Cluster.Render(way);
        foreach (var monitor in cluster.OfKind("PodMonitor"))
        {
            foreach (var pod in cluster.Selected(monitor["spec"]["selector"]["matchLabels"]))
            {
                var port = pod.Ports[monitor["spec"]["podMetricsEndpoints"].Items.Single()["port"].Text!];
                cluster.OfKind("NetworkPolicy").ShouldContain(
                    policy => cluster.Selected(policy["spec"]["podSelector"]["matchLabels"]).Contains(pod)
                        && policy["spec"]["ingress"].Items.Any(rule => rule["ports"].Items.Any(open => open["port"].Number == port)
                            && rule["from"].Items.Any(from =>
                                from["podSelector"]["matchLabels"].Map.GetValueOrDefault("app.kubernetes.io/name") == "prometheus")),
                    pod.ToString());
            }
        }
    }

    [KubectlTheory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void Dashboards_OfAnOverlay_AreThoseOfTheFolder(string overlay)
    {
        var map = Cluster.Render(overlay).OfKind("ConfigMap").Single(found => found.Name == "sweepcluster-dashboards");

        map["metadata"]["labels"].Map["grafana_dashboard"].ShouldBe("1");
        map["data"].Map.ShouldBe(
            Directory.EnumerateFiles(RepositoryFolder.Combine("grafana", "dashboards"), "*.json")
                .ToDictionary(file => Path.GetFileName(file), File.ReadAllText),
            ignoreOrder: true);
    }

    [KubectlTheory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void Rules_OfAnOverlay_AreThereForTheOperator(string overlay) =>
        Cluster.Render(overlay).OfKind("PrometheusRule").ShouldHaveSingleItem();

    [Fact]
    public void Rules_ForTheOperator_AreThoseOfPrometheus()
    {
        var plain = Sources.Read("grafana", "rules", "sweepcluster.rules.yml");
        var wrapped = Sources.Read("grafana", "prometheus-rule.yaml");

        Regex.Replace(wrapped[wrapped.IndexOf("  groups:", StringComparison.Ordinal)..], "(?m)^  ", "")
            .ShouldBe(plain[plain.IndexOf("groups:", StringComparison.Ordinal)..]);
    }
}
