using SweepCluster.Deploy.Tests.Manifests;

namespace SweepCluster.Deploy.Tests;

public sealed class NetworkPolicyTests
{
    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Traffic_ThatNoPolicyNames_IsDenied(string way)
    {
        var denial = Cluster.Render(way).OfKind("NetworkPolicy").Single(policy => policy.Name == "deny-all")["spec"];
        denial["podSelector"].Map.ShouldBeEmpty();
        denial["podSelector"]["matchLabels"].Exists.ShouldBeFalse();
        denial["policyTypes"].Texts.ShouldBe(["Ingress", "Egress"], ignoreOrder: true);
        (denial["ingress"].Exists || denial["egress"].Exists).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void SiloAndGatewayPorts_OfSilos_AreOpenToOurOwnPodsOnly(string way)
    {
        var cluster = Cluster.Render(way);
        var opened = new List<(string Port, string From)>();
        foreach (var policy in cluster.OfKind("NetworkPolicy"))
        {
            if (!cluster.Selected(policy["spec"]["podSelector"]["matchLabels"]).Intersect(cluster.Silos).Any())
                continue;
            foreach (var rule in policy["spec"]["ingress"].Items)
            {
                rule["ports"].Items.ShouldNotBeEmpty($"{policy} opens every port");
                foreach (var port in rule["ports"].Items.Select(port => port["port"].Text!).Where(port => port is "11111" or "30000"))
                {
                    rule["from"].Items.ShouldNotBeEmpty($"{policy} opens {port} to everybody");
                    foreach (var from in rule["from"].Items)
                    {
                        from["namespaceSelector"].Exists.ShouldBeFalse($"{policy} opens {port} to other namespaces");
                        from["ipBlock"].Exists.ShouldBeFalse($"{policy} opens {port} to addresses");
                        opened.Add((port, from["podSelector"]["matchLabels"].Map["app.kubernetes.io/name"]));
                    }
                }
            }
        }

        opened.ShouldBe([("11111", "sweep-silo"), ("30000", "sweep-api")], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void PortsThatAreOpened_OfOurPods_AreListenedAt(string way)
    {
        var cluster = Cluster.Render(way);
        foreach (var policy in cluster.OfKind("NetworkPolicy"))
        {
            var pods = cluster.Selected(policy["spec"]["podSelector"]["matchLabels"]);
            pods.ShouldNotBeEmpty($"{policy} takes no pod");
            foreach (var port in policy["spec"]["ingress"].Items.SelectMany(rule => rule["ports"].Items))
                pods.ShouldAllBe(pod => pod.Ports.Values.Contains(port["port"].Number!.Value), policy.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void PeersInOurNamespace_OfEveryRule_Exist(string way)
    {
        var cluster = Cluster.Render(way);
        var peers = cluster.OfKind("NetworkPolicy")
            .SelectMany(policy => policy["spec"]["ingress"].Items.SelectMany(rule => rule["from"].Items)
                .Concat(policy["spec"]["egress"].Items.SelectMany(rule => rule["to"].Items)))
            .Where(peer => !peer["namespaceSelector"].Exists && !peer["ipBlock"].Exists);
        foreach (var peer in peers)
            cluster.Selected(peer["podSelector"]["matchLabels"]).ShouldNotBeEmpty(peer["podSelector"]["matchLabels"].Node!.ToString());
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Pods_WithTheConnectionToTheDatabase_MayReachIt(string way)
    {
        var cluster = Cluster.Render(way);
        var policy = cluster.OfKind("NetworkPolicy").Single(policy => policy.Name == "database-clients");
        var allowed = cluster.Selected(policy["spec"]["podSelector"]["matchLabels"]);
        allowed.ShouldBe(
            cluster.Pods.Where(pod => pod.Container["env"].Items.Any(variable => variable.Name is "Silo__Postgres" or "SWEEP_POSTGRES")),
            ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Names_AreResolved_WhereverAClusterHasItsDns(string way)
    {
        var policy = Cluster.Render(way).OfKind("NetworkPolicy").Single(policy => policy.Name == "names")["spec"];
        policy["podSelector"].Map.ShouldBeEmpty();
        var open = (
            from rule in policy["egress"].Items
            from peer in rule["to"].Items
            from port in rule["ports"].Items
            let place = peer["namespaceSelector"]["matchLabels"].Map.GetValueOrDefault("kubernetes.io/metadata.name")
                ?? peer["ipBlock"]["cidr"].Text
            select $"{place} {port["port"].Text} {port["protocol"].Text}").ToArray();

        // CoreDNS, NodeLocal DNSCache and OpenShift, whose pods listen at 5353.
        foreach (var place in new[] { "kube-system 53", "169.254.20.10/32 53", "openshift-dns 5353" })
        {
            open.ShouldContain($"{place} UDP");
            open.ShouldContain($"{place} TCP");
        }
    }
}
