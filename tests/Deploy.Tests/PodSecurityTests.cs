using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

/// <summary>The pod security standard "restricted", and what goes beyond it.</summary>
public sealed class PodSecurityTests
{
    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Pods_All_AreRestricted(string way)
    {
        foreach (var pod in Cluster.Render(way).Pods)
        {
            pod.Pod["securityContext"]["runAsNonRoot"].Text.ShouldBe("true", pod.ToString());
            (pod.Pod["securityContext"]["runAsUser"].Number ?? 0).ShouldBeGreaterThan(0, pod.ToString());
            pod.Pod["securityContext"]["seccompProfile"]["type"].Text.ShouldBe("RuntimeDefault", pod.ToString());
            var container = pod.Container["securityContext"];
            container["allowPrivilegeEscalation"].Text.ShouldBe("false", pod.ToString());
            container["readOnlyRootFilesystem"].Text.ShouldBe("true", pod.ToString());
            container["capabilities"]["drop"].Texts.ShouldBe(["ALL"], pod.ToString());
            container["capabilities"]["add"].Exists.ShouldBeFalse(pod.ToString());
            container["privileged"].Exists.ShouldBeFalse(pod.ToString());
            foreach (var shared in new[] { "hostNetwork", "hostPID", "hostIPC" })
                pod.Pod[shared].Exists.ShouldBeFalse($"{pod} {shared}");
            pod.Pod["volumes"].Items.ShouldAllBe(volume => !volume["hostPath"].Exists, pod.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Pods_All_HaveNoTokenOfTheKubernetesApi(string way)
    {
        var cluster = Cluster.Render(way);
        cluster.Pods.ShouldAllBe(pod => pod.Pod["automountServiceAccountToken"].Text == "false");
        cluster.OfKind("ServiceAccount").ShouldAllBe(account => account["automountServiceAccountToken"].Text == "false");
        cluster.Objects.ShouldAllBe(found => !found.Kind.EndsWith("Role") && !found.Kind.EndsWith("RoleBinding"));
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Namespace_Always_EnforcesRestrictedPods(string way) =>
        Cluster.Render(way).OfKind("Namespace").Single()["metadata"]["labels"]
            .Map["pod-security.kubernetes.io/enforce"].ShouldBe("restricted");

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Pods_All_WriteIntoVolumesOnly(string way)
    {
        foreach (var pod in Cluster.Render(way).Pods)
        {
            var mounted = pod.Container["volumeMounts"].Items;
            mounted.Select(mount => mount["mountPath"].Text).ShouldContain("/tmp", pod.ToString());
            mounted.Select(mount => mount.Name).ShouldBeSubsetOf(
                pod.Pod["volumes"].Items.Concat(pod.Object["spec"]["volumeClaimTemplates"].Items).Select(volume => volume.Name),
                pod.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Secrets_Never_AreAmongTheFiles(string way) => Cluster.Render(way).OfKind("Secret").ShouldBeEmpty();

    [KubectlTheory]
    [InlineData("dev")]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void Images_OfAnOverlay_HaveAVersion(string overlay) =>
        Cluster.Render(overlay)
            .Pods.ShouldAllBe(pod => pod.Container["image"].Text!.Contains(':') && !pod.Container["image"].Text!.EndsWith(":latest"));
}
