using System.Globalization;
using System.Text.RegularExpressions;
using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

public sealed partial class AvailabilityTests
{
    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void DisruptionBudgets_OfOurDeployments_NeitherBlockDrainsNorAllowTheLastPod(string way)
    {
        var cluster = Cluster.Render(way);
        var guarded = new List<Workload>();
        foreach (var budget in cluster.OfKind("PodDisruptionBudget"))
        {
            var pod = cluster.Selected(budget["spec"]["selector"]["matchLabels"]).ShouldHaveSingleItem(budget.ToString());
            var unavailable = budget["spec"]["maxUnavailable"].Number ?? pod.Replicas - budget["spec"]["minAvailable"].Number!.Value;
            unavailable.ShouldBeGreaterThan(0, $"{budget} blocks every drain of a node");
            if (pod.Replicas > 1)
                unavailable.ShouldBeLessThan(pod.Replicas, budget.ToString());
            guarded.Add(pod);
        }

        guarded.ShouldBe(cluster.Pods.Where(pod => pod.Object.Kind == "Deployment"), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void GracePeriod_OfSilos_IsLongerThanTheHostTakes(string way)
    {
        var margin = int.Parse(
            HostMargin().Match(Sources.Read("src", "Silo", "SiloProgram.cs")).Groups[1].Value, CultureInfo.InvariantCulture);
        foreach (var silo in Cluster.Render(way).Silos)
        {
            var drain = int.Parse(silo.Settings["Silo__DrainSeconds"], CultureInfo.InvariantCulture);
            silo.Pod["terminationGracePeriodSeconds"].Number!.Value.ShouldBeGreaterThan(drain + margin, silo.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Probes_OfWhatRunsOn_AreAllThree(string way)
    {
        foreach (var pod in Cluster.Render(way).Pods.Where(pod => pod.RunsOn))
        {
            foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
                pod.Container[probe].Exists.ShouldBeTrue($"{pod} {probe}");
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Probes_OfOurPrograms_AskWhatTheCodeAnswers(string way)
    {
        var siloPaths = Routes("", "src", "Silo", "Health", "SiloHealthEndpoints.cs");
        var apiPaths = Routes("/health", "src", "Api", "Endpoints", "HealthEndpoints.cs");
        foreach (var pod in Cluster.Render(way).Pods.Where(pod => pod.Object.Kind == "Deployment"))
        {
            var paths = pod.Labels["app.kubernetes.io/name"] == "sweep-silo" ? siloPaths : apiPaths;
            foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
            {
                var asked = pod.Container[probe]["httpGet"];
                paths.ShouldContain(asked["path"].Text!, $"{pod} {probe}");
                pod.Ports.Keys.ShouldContain(asked["port"].Text!, $"{pod} {probe}");
            }

            // A restart doesn't fix a failure elsewhere.
            pod.Container["livenessProbe"]["httpGet"]["path"].Text.ShouldBe("/health/live", pod.ToString());
            pod.Container["readinessProbe"]["httpGet"]["path"].Text.ShouldBe("/health/ready", pod.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Probes_OfTheApi_AskAPortThatNothingElseReaches(string way)
    {
        var cluster = Cluster.Render(way);
        var api = cluster.Pods.Single(pod => pod.Labels["app.kubernetes.io/name"] == "sweep-api");
        foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
            api.Container[probe]["httpGet"]["port"].Text.ShouldBe("health", probe);
        var opened = cluster.OfKind("NetworkPolicy")
            .SelectMany(policy => policy["spec"]["ingress"].Items)
            .SelectMany(rule => rule["ports"].Items);
        opened.ShouldNotContain(port => port["port"].Number == api.Ports["health"]);
        var served = cluster.OfKind("Service").SelectMany(service => service["spec"]["ports"].Items);
        served.ShouldNotContain(port => port["targetPort"].Text == "health");
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void StartupProbe_OfSilos_OutlastsTheWaitForTheDatabase(string way)
    {
        var minutes = int.Parse(
            StartTimeout().Match(Sources.Read("src", "Silo", "SiloProgram.cs")).Groups[1].Value, CultureInfo.InvariantCulture);
        foreach (var silo in Cluster.Render(way).Silos)
        {
            var probe = silo.Container["startupProbe"];
            (probe["periodSeconds"].Number!.Value * probe["failureThreshold"].Number!.Value)
                .ShouldBeGreaterThan(60 * minutes, silo.ToString());
        }
    }

    [KubectlTheory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void Coordinators_OfAnOverlayForWork_AreTwo(string overlay) =>
        Cluster.Render(overlay).Silos.Single(silo => silo.Settings["Silo__Roles"] == "coordinator").Replicas.ShouldBe(2);

    private static IEnumerable<string> Routes(string group, params string[] file)
    {
        var source = Sources.Read(file);
        if (group.Length > 0)
            source.ShouldContain($"MapGroup(\"{group}\")");
        return MappedPath().Matches(source).Select(match => group + match.Groups[1].Value);
    }

    [GeneratedRegex(@"MapGet\(""([^""]+)""")]
    private static partial Regex MappedPath();

    [GeneratedRegex(@"ShutdownTimeout = setup\.Drain \+ TimeSpan\.FromSeconds\((\d+)\)")]
    private static partial Regex HostMargin();

    [GeneratedRegex(@"StartTimeout = TimeSpan\.FromMinutes\((\d+)\)")]
    private static partial Regex StartTimeout();
}
