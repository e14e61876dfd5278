namespace SweepCluster.Deploy.Tests.Manifests;

/// <summary>A Deployment, StatefulSet or Job, and its pods. All of ours have one container.</summary>
public sealed class Workload(Yaml workload, Cluster cluster)
{
    public Yaml Object { get; } = workload;

    public Yaml Pod { get; } = workload["spec"]["template"]["spec"];

    public IReadOnlyDictionary<string, string> Labels { get; } = workload["spec"]["template"]["metadata"]["labels"].Map;

    public Yaml Container => Pod["containers"].Items.Single();

    public int Replicas => Object["spec"]["replicas"].Number ?? 1;

    public bool RunsOn => Object.Kind != "Job";

    public IReadOnlyDictionary<string, int> Ports =>
        Container["ports"].Items.ToDictionary(port => port.Name, port => port["containerPort"].Number!.Value);

    /// <summary>What the container's environment says, as far as it is text: later ones go before earlier ones.</summary>
    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string>();
            foreach (var source in Container["envFrom"].Items.Where(source => source["configMapRef"].Exists))
            {
                foreach (var (name, value) in cluster.OfKind("ConfigMap")
                    .Single(map => map.Name == source["configMapRef"].Name)["data"].Map)
                    settings[name] = value;
            }

            foreach (var variable in Container["env"].Items)
                settings[variable.Name] = variable["value"].Text ?? "";
            return settings;
        }
    }

    public override string ToString() => Object.ToString();
}
