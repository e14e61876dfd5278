using System.Globalization;
using System.Text.RegularExpressions;
using SweepCluster.Deploy.Tests.Guide;
using SweepCluster.Deploy.Tests.Manifests;

namespace SweepCluster.Deploy.Tests;

/// <summary>The settings of the pods are the ones that the code reads.</summary>
public sealed partial class SettingsTests
{
    private static readonly string Options = Sources.Read("src", "Silo", "Configuration", "SiloOptions.cs");
    private static readonly string CommandLine =
        string.Join('\n', new[] { "Coordinator", "Client", "Client.Orleans", "Api", "Model", "Training" }
            .Select(project => Sources.ReadAll("src", project)));

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void SiloSettings_All_AreThoseOfSiloOptions(string way)
    {
        var parts = ClassName().Split(Options);
        // Text, name and body of each class.
        var options = Properties(parts[Array.IndexOf(parts, "SiloOptions") + 1]);
        var tls = Properties(parts[Array.IndexOf(parts, "TlsOptions") + 1]);
        var membership = Properties(parts[Array.IndexOf(parts, "MembershipOptions") + 1]);
        foreach (var silo in Cluster.Render(way).Silos)
        {
            foreach (var (name, value) in silo.Settings.Where(setting => setting.Key.StartsWith("Silo__", StringComparison.Ordinal)))
            {
                var type = name.Split("__") switch
                {
                    [_, "Tls", var part] => tls.GetValueOrDefault(part),
                    [_, "Membership", var part] => membership.GetValueOrDefault(part),
                    [_, var part] => options.GetValueOrDefault(part),
                    _ => null,
                };
                type.ShouldNotBeNull($"{silo}: no option is called {name}");
                if (type.StartsWith("int", StringComparison.Ordinal) && value.Length > 0)
                    int.TryParse(value, CultureInfo.InvariantCulture, out _).ShouldBeTrue($"{silo}: {name}={value}");
                if (type == "double")
                    double.TryParse(value, CultureInfo.InvariantCulture, out _).ShouldBeTrue($"{silo}: {name}={value}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void SiloPorts_OfThePod_AreThoseItIsToldToListenAt(string way)
    {
        var cluster = Cluster.Render(way);
        cluster.Silos.ShouldNotBeEmpty();
        foreach (var silo in cluster.Silos)
        {
            var http = new Uri(silo.Settings["Silo__Http"]);
            // The kubelet connects from outside the pod.
            http.Host.ShouldBe("0.0.0.0");
            silo.Ports.ShouldBe(
                new Dictionary<string, int>
                {
                    ["silo"] = int.Parse(silo.Settings["Silo__SiloPort"], CultureInfo.InvariantCulture),
                    ["gateway"] = int.Parse(silo.Settings["Silo__GatewayPort"], CultureInfo.InvariantCulture),
                    ["http"] = http.Port,
                },
                ignoreOrder: true);
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void SiloAddress_OfEverySilo_IsThePods(string way)
    {
        foreach (var silo in Cluster.Render(way).Silos)
        {
            silo.Container["env"].Items.Single(variable => variable.Name == "Silo__AdvertisedAddress")["valueFrom"]["fieldRef"]["fieldPath"]
                .Text.ShouldBe("status.podIP");
            silo.Settings["Silo__Clustering"].ShouldBe("postgres");
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Workers_Always_ShareCheckpoints(string way)
    {
        foreach (var silo in Cluster.Render(way).Silos.Where(silo => silo.Settings["Silo__Roles"].Contains("worker")))
        {
            var mounts = silo.Container["volumeMounts"].Items;
            var volume = mounts.Single(mount => mount["mountPath"].Text == silo.Settings["Silo__Checkpoints"]).Name;
            silo.Pod["volumes"].Items.Single(found => found.Name == volume)["persistentVolumeClaim"]["claimName"]
                .Text.ShouldBe("sweep-checkpoints");
            mounts.ShouldContain(mount => silo.Settings["Silo__Data"].StartsWith(mount["mountPath"].Text + "/", StringComparison.Ordinal)
                && mount["readOnly"].Text == "true");
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Api_Always_ReadsTheCheckpointsAndDataSetsOfTheWorkers(string way)
    {
        var cluster = Cluster.Render(way);
        var api = cluster.Pods.Single(pod => pod.Labels["app.kubernetes.io/name"] == "sweep-api");
        foreach (var worker in cluster.Silos.Where(silo => silo.Settings["Silo__Roles"].Contains("worker")))
        {
            api.Settings["SWEEP_CHECKPOINTS"].ShouldBe(worker.Settings["Silo__Checkpoints"]);
            api.Settings["SWEEP_DATA"].ShouldBe(worker.Settings["Silo__Data"]);
            foreach (var mount in Shared(worker))
                Shared(api).ShouldContain(mount);
        }

        api.Container["volumeMounts"].Items.Where(mount => mount.Name is "checkpoints" or "data")
            .ShouldAllBe(mount => mount["readOnly"].Text == "true");
        // Else each start would look through all checkpoints.
        api.Pod["securityContext"]["fsGroupChangePolicy"].Text.ShouldBe("OnRootMismatch");
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Gpus_OfWorkersThatTrainOnThem_AreLimitedAndTolerated(string way)
    {
        foreach (var pod in Cluster.Render(way).Pods)
        {
            var gpus = pod.Container["resources"]["limits"]["nvidia.com/gpu"].Number;
            if (pod.Settings.GetValueOrDefault("Silo__Accelerator") != "gpu")
            {
                gpus.ShouldBeNull(pod.ToString());
                continue;
            }

            // A pod that requests none may see all of them.
            gpus.ShouldBe(int.Parse(pod.Settings["Silo__Slots"], CultureInfo.InvariantCulture));
            pod.Container["resources"]["requests"]["nvidia.com/gpu"].Exists.ShouldBeFalse();
            pod.Pod["tolerations"].Items.ShouldContain(toleration => toleration["key"].Text == "nvidia.com/gpu");
            pod.Object["spec"]["strategy"]["rollingUpdate"]["maxSurge"].Number.ShouldBe(0);
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void CommandLine_OfPodsThatRunIt_IsWhatTheCodeReads(string way)
    {
        var cluster = Cluster.Render(way);
        foreach (var pod in cluster.Pods.Where(pod => pod.Container["image"].Text!.Split(':')[0] == "sweep-api"))
        {
            foreach (var name in pod.Settings.Keys)
                CommandLine.ShouldContain($"\"{name}\"", customMessage: $"{pod}: nothing reads {name}");
            CommandReference.ShouldTake(ShellCommand.FromWords(["sweep", .. pod.Container["args"].Texts]), pod.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Ways), MemberType = typeof(Cluster))]
    public void Api_Always_IsAClientOfTheSilosCluster(string way)
    {
        var cluster = Cluster.Render(way);
        var api = cluster.Pods.Single(pod => pod.Labels["app.kubernetes.io/name"] == "sweep-api");
        foreach (var silo in cluster.Silos)
        {
            // The client uses one name for both.
            silo.Settings["Silo__ClusterId"].ShouldBe(api.Settings["SWEEP_CLUSTER_ID"]);
            silo.Settings["Silo__ServiceId"].ShouldBe(api.Settings["SWEEP_CLUSTER_ID"]);
            api.Settings.ContainsKey("SWEEP_TLS_CERTIFICATE").ShouldBe(silo.Settings.ContainsKey("Silo__Tls__Certificate"));
        }

        var arguments = api.Container["args"].Texts.ToList();
        arguments[arguments.IndexOf("--silos") + 1].ShouldBe("postgres");
        new Uri(arguments[arguments.IndexOf("--listen") + 1]).ShouldBe(new Uri($"http://0.0.0.0:{api.Ports["http"]}"));
        arguments[arguments.IndexOf("--health-port") + 1].ShouldBe(api.Ports["health"].ToString(CultureInfo.InvariantCulture));
        var mount = api.Container["volumeMounts"].Items.Single(
            mount => mount["mountPath"].Text == Path.GetDirectoryName(api.Settings["SWEEP_KEYS"]));
        api.Pod["volumes"].Items.Single(volume => volume.Name == mount.Name)["secret"]["secretName"].Text.ShouldBe("sweep-api-keys");
    }

    // Where a pod mounts the volumes that pods share, and which claims they are.
    private static IEnumerable<(string? Path, string Claim)> Shared(Workload pod) =>
        from mount in pod.Container["volumeMounts"].Items
        from volume in pod.Pod["volumes"].Items
        where volume.Name == mount.Name && volume["persistentVolumeClaim"]["claimName"].Text is not null
        select (mount["mountPath"].Text, volume["persistentVolumeClaim"]["claimName"].Text!);

    private static Dictionary<string, string> Properties(string body) =>
        Property().Matches(body).ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value);

    [GeneratedRegex(@"class (\w+)")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"public (\S+) (\w+) \{ get; set; \}")]
    private static partial Regex Property();
}
