using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

public sealed class ReferenceTests
{
    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Selectors_OfWorkloads_TakeTheirOwnPodsOnly(string way)
    {
        var cluster = Cluster.Render(way);
        foreach (var pod in cluster.Pods.Where(pod => pod.RunsOn))
            cluster.Selected(pod.Object["spec"]["selector"]["matchLabels"]).ShouldBe([pod]);
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Services_All_SendToAPortOfPods(string way)
    {
        var cluster = Cluster.Render(way);
        foreach (var service in cluster.OfKind("Service"))
        {
            var pods = cluster.Selected(service["spec"]["selector"]);
            pods.ShouldHaveSingleItem(service.ToString());
            foreach (var port in service["spec"]["ports"].Items)
                pods[0].Ports.Keys.ShouldContain(port["targetPort"].Text!, service.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Names_ThatPodsRefer_Exist(string way)
    {
        var cluster = Cluster.Render(way);
        var guide = Sources.Read("docs", "kubernetes.md");
        foreach (var pod in cluster.Pods)
        {
            cluster.OfKind("ServiceAccount").ShouldContain(account => account.Name == pod.Pod["serviceAccountName"].Text);
            foreach (var volume in pod.Pod["volumes"].Items)
            {
                if (volume["persistentVolumeClaim"]["claimName"].Text is { } claim)
                    cluster.OfKind("PersistentVolumeClaim").ShouldContain(found => found.Name == claim);
                if (volume["secret"]["secretName"].Text is { } secret)
                    guide.ShouldContain(secret);
                // The files don't hold what generators make.
                if (volume["configMap"]["name"].Text is { } map && way != Cluster.Files)
                    cluster.OfKind("ConfigMap").ShouldContain(found => found.Name == map);
            }

            // Secrets come from outside: the guide says how.
            foreach (var key in pod.Container["env"].Items.Select(variable => variable["valueFrom"]["secretKeyRef"])
                .Where(key => key.Exists))
            {
                guide.ShouldContain($"secret generic {key.Name}");
                guide.ShouldContain($"{key["key"].Text}=");
            }
        }
    }

    [KubectlTheory]
    [InlineData("dev")]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void Objects_OfAnOverlay_LieInItsNamespace(string overlay) =>
        Cluster.Render(overlay).Objects.Where(found => found.Kind is not ("Namespace" or "PriorityClass"))
            .ShouldAllBe(found => found["metadata"]["namespace"].Text == "sweepcluster");

    [Fact]
    public void Overlays_InTheFolder_AreAllTested() =>
        Directory.EnumerateDirectories(Path.Combine(Cluster.Folder, "overlays")).Select(Path.GetFileName)
            // What whoever follows the guide writes.
            .Where(overlay => overlay != "ours")
            .ShouldBe(Cluster.Overlays, ignoreOrder: true);

    [KubectlFact]
    public void Objects_OfAllComponents_AreAmongThoseTested()
    {
        var tested = Cluster.Render(Cluster.Full).Objects.Concat(Cluster.Render(Cluster.Bucket).Objects)
            .Select(found => found.ToString()).ToArray();
        var files = Cluster.Render(Cluster.Files).Objects.Where(found => found.Kind is not "ConfigMap").Select(found => found.ToString());

        files.Except(tested).ShouldBeEmpty("a component is in no test: add it to Cluster.Full");
    }
}
