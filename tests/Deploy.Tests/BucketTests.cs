using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

/// <summary>Checkpoints in a bucket, as the component <c>s3</c> deploys them.</summary>
public sealed class BucketTests
{
    [KubectlFact]
    public void Pods_WithCheckpointsInABucket_AgreeInItsPlace()
    {
        var cluster = Cluster.Render(Cluster.Bucket);
        var api = cluster.Pods.Single(pod => pod.Labels["app.kubernetes.io/name"] == "sweep-api");

        cluster.Silos.Count().ShouldBe(3);
        cluster.Silos.ShouldAllBe(silo => silo.Settings["Silo__Checkpoints"] == Cluster.BucketPlace);
        api.Settings["SWEEP_CHECKPOINTS"].ShouldBe(Cluster.BucketPlace);
        foreach (var pod in cluster.Silos.Append(api))
        {
            var secret = pod.Container["envFrom"].Items.Select(source => source["secretRef"]).Single(found => found.Exists);
            (secret.Name, secret["optional"].Text).ShouldBe(("sweep-s3", "true"), pod.ToString());
        }
    }

    [KubectlFact]
    public void Volume_OfCheckpoints_IsGone()
    {
        var cluster = Cluster.Render(Cluster.Bucket);

        cluster.OfKind("PersistentVolumeClaim").Select(claim => claim.Name).ShouldBe(["sweep-data"]);
        foreach (var pod in cluster.Pods)
        {
            pod.Pod["volumes"].Items.ShouldNotContain(volume => volume.Name == "checkpoints");
            pod.Container["volumeMounts"].Items.ShouldNotContain(mount => mount["mountPath"].Text == "/checkpoints");
        }
    }

    [KubectlFact]
    public void Pods_ThatReadOrWriteTheBucket_MayReachItsServer()
    {
        var cluster = Cluster.Render(Cluster.Bucket);
        var policies = cluster.OfKind("NetworkPolicy")
            .Where(policy => policy.Name.StartsWith("bucket-", StringComparison.Ordinal))
            .ToList();

        policies.SelectMany(policy => cluster.Selected(policy["spec"]["podSelector"]["matchLabels"]))
            .ShouldBe(cluster.Pods.Where(pod => pod.Labels["app.kubernetes.io/name"] is "sweep-silo" or "sweep-api"), ignoreOrder: true);
        policies.Select(policy => policy["spec"]["egress"].Items.Single()["ports"].Items.Single()["port"].Number).ShouldBe([443, 443]);
    }
}
