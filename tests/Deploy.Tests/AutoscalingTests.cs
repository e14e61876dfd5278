using System.Globalization;
using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Deploy.Tests;

/// <summary>How many workers KEDA makes of what Prometheus holds.</summary>
public sealed class AutoscalingTests
{
    private const string Queue = "sweepcluster_queue_trials";
    private const string Running = "sweepcluster_running_trials";

    [Theory]
    [MemberData(nameof(Cluster.Monitored), MemberType = typeof(Cluster))]
    public void ScaledObjects_ScaleADeploymentThatHasNoNumberOfItsOwn(string way)
    {
        var cluster = Cluster.Render(way);
        foreach (var scaled in cluster.OfKind("ScaledObject"))
        {
            var target = cluster.Pods.Single(pod => pod.Object.Name == scaled["spec"]["scaleTargetRef"]["name"].Text);
            // Every apply would set it anew. The files alone have it still, which a patch of the component takes out.
            if (way != Cluster.Files)
                target.Object["spec"]["replicas"].Exists.ShouldBeFalse(target.ToString());
            Trigger(scaled)["query"].Text!.ShouldContain($"accelerator=\"{target.Settings["Silo__Accelerator"]}\"");
            Trigger(scaled)["query"].Text!.ShouldContain("namespace=\"sweepcluster\"");
        }
    }

    [Fact]
    public void Workers_OnGpus_AreScaledToNoneAndOnesOnProcessorsAreNot()
    {
        Scaled("gpu")["spec"]["minReplicaCount"].Number.ShouldBe(0);
        Scaled("cpu")["spec"]["minReplicaCount"].Number.ShouldBe(1);
    }

    /// <summary>Each case is one moment: the series that Prometheus holds, and the value that KEDA divides by the threshold.</summary>
    public static TheoryData<string, string, double> Moments() => new()
    {
        { "gpu", "", 0 },
        { "gpu", Series(Queue, "a", "gpu", 0), 0 },
        { "gpu", Series(Queue, "a", "gpu", 3) + Series(Running, "a", "gpu", 0), 3 },
        // Nothing waits, and what runs keeps its worker.
        { "gpu", Series(Queue, "a", "gpu", 0) + Series(Running, "a", "gpu", 2), 2 },
        // Two sweeps; a third trains on processors, a fourth in another cluster.
        {
            "gpu",
            Series(Queue, "a", "gpu", 3) + Series(Running, "a", "gpu", 1) + Series(Queue, "b", "gpu", 5) + Series(Running, "b", "gpu", 0)
            + Series(Queue, "c", "cpu", 100) + Series(Queue, "d", "gpu", 1000, space: "other"),
            9
        },
        { "cpu", Series(Queue, "c", "cpu", 100) + Series(Running, "c", "cpu", 8) + Series(Queue, "a", "gpu", 3), 108 },
        // It has moved from one silo to another, whose series is the newer one.
        { "cpu", Series(Queue, "c", "cpu", 90, pod: "old") + Series(Queue, "c", "cpu", 100) + Series(Running, "c", "cpu", 8), 108 },
    };

    [PrometheusTheory]
    [MemberData(nameof(Moments))]
    public async Task Query_OfATrigger_CountsWaitingAndRunningTrialsOfItsWorkers(string accelerator, string series, double expected)
    {
        var value = expected.ToString(CultureInfo.InvariantCulture);
        var rules = $$"""
            evaluation_interval: 15s
            tests:
              - interval: 15s
                input_series: [{{series}}]
                promql_expr_test:
                  - expr: '{{Trigger(Scaled(accelerator))["query"].Text}}'
                    eval_time: 0s
                    exp_samples: [{labels: '{}', value: {{value}}}]
            """;

        var (code, output) = await PrometheusServer.PromtoolAsync(rules, "test", "rules", "/dev/stdin");

        code.ShouldBe(0, output);
    }

    private static Yaml Scaled(string accelerator) =>
        Yaml.Documents(Sources.Read("deploy", "k8s", "components", $"autoscaling-{accelerator}", "scaled-object.yaml")).Single();

    private static Yaml Trigger(Yaml scaled) => scaled["spec"]["triggers"].Items.Single()["metadata"];

    private static string Series(
        string name, string sweep, string accelerator, int value, string space = "sweepcluster", string pod = "new")
    {
        var labels = $"namespace=\"{space}\", pod=\"{pod}\", sweep=\"{sweep}\", accelerator=\"{accelerator}\"";
        return $$"""{series: '{{name}}{{{labels}}}', values: '{{value}}'}, """;
    }
}
