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

    /// <summary>Of two cores, what Kubernetes itself runs on a node asks for one.</summary>
    [KubectlFact]
    public void Overlay_ForTrying_FitsANodeOfTwoCoresAlsoWhileItRollsOut()
    {
        var pods = Cluster.Render("dev").Pods;
        pods.ShouldNotBeEmpty();

        var steady = pods.Sum(pod => pod.Replicas * Millicores(pod));
        var surge = pods.Sum(pod => (pod.Object["spec"]["strategy"]["rollingUpdate"]["maxSurge"].Number ?? 0) * Millicores(pod));

        (steady + surge).ShouldBeLessThanOrEqualTo(1000);
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Pods_OfWhatIsMoreThanOne_SpreadOverNodes(string way)
    {
        foreach (var pod in Cluster.Render(way).Pods.Where(pod => pod.Object.Kind == "Deployment" && pod.Replicas > 1))
        {
            var spread = pod.Pod["topologySpreadConstraints"].Items.ShouldHaveSingleItem(pod.ToString());
            spread["topologyKey"].Text.ShouldBe("kubernetes.io/hostname", pod.ToString());
            // One node must be enough for a small cluster.
            spread["whenUnsatisfiable"].Text.ShouldBe("ScheduleAnyway", pod.ToString());
            spread["labelSelector"]["matchLabels"].Map.ShouldBeSubsetOf(pod.Labels, pod.ToString());
        }
    }

    [KubectlTheory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    [InlineData(Cluster.Full)]
    public void Priorities_OfWorkers_AreBelowThoseOfAllOtherPods(string way)
    {
        var cluster = Cluster.Render(way);
        var values = cluster.OfKind("PriorityClass").ToDictionary(found => found.Name, found => found["value"].Number!.Value);
        foreach (var pod in cluster.Pods.Where(pod => pod.Object.Kind == "Deployment"))
        {
            var priority = values[pod.Pod["priorityClassName"].Text.ShouldNotBeNull(pod.ToString())];
            var isWorker = pod.Settings.GetValueOrDefault("Silo__Roles") == "worker";
            // Pods without a class have 0; below -10 the cluster autoscaler adds no nodes.
            priority.ShouldBe(isWorker ? -10 : 0, pod.ToString());
        }

        cluster.OfKind("PriorityClass").Single(found => found["value"].Number < 0)["preemptionPolicy"].Text.ShouldBe("Never");
    }

    [KubectlFact]
    public void Workers_OnSpotNodes_StopWithinTheNoticeAndTolerateTheirTaints()
    {
        var cluster = Cluster.Render(Cluster.Full);
        foreach (var silo in cluster.Silos)
        {
            var isWorker = silo.Settings["Silo__Roles"] == "worker";
            var terms = silo.Pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"].Items;
            terms.Count.ShouldBe(isWorker ? 4 : 0, silo.ToString());
            if (!isWorker)
                continue;
            // The shortest notice is half a minute; a drain that ends within it has handed its trials back.
            int.Parse(silo.Settings["Silo__DrainSeconds"], CultureInfo.InvariantCulture).ShouldBeLessThan(25, silo.ToString());
            foreach (var taint in new[] { "cloud.google.com/gke-spot", "kubernetes.azure.com/scalesetpriority" })
                silo.Pod["tolerations"].Items.ShouldContain(toleration => toleration["key"].Text == taint, silo.ToString());
        }
    }

    private static int Millicores(Workload pod)
    {
        var text = pod.Container["resources"]["requests"]["cpu"].Text.ShouldNotBeNull(pod.ToString());
        return text.EndsWith('m')
            ? int.Parse(text[..^1], CultureInfo.InvariantCulture)
            : 1000 * int.Parse(text, CultureInfo.InvariantCulture);
    }

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
