using System.Collections.Concurrent;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests.Manifests;

/// <summary>All objects that one of our ways of deploying comes to.</summary>
public sealed class Cluster
{
    /// <summary>The files as they are, without kubectl.</summary>
    public const string Files = "files";

    /// <summary>The base with both kinds of workers and mutual TLS, which no overlay has.</summary>
    public const string Tls = "tls";

    /// <summary>The base with both kinds of workers and checkpoints in a bucket, which no overlay has.</summary>
    public const string Bucket = "bucket";

    /// <summary>The place of checkpoints with <see cref="Bucket"/>.</summary>
    public const string BucketPlace = "s3://lab/sweeps";

    /// <summary>The largest overlay with every other component, and a sweep that is submitted.</summary>
    public const string Full = "full";

    public static readonly string[] Overlays = ["dev", "cpu", "gpu"];

    private static readonly ConcurrentDictionary<string, Cluster> Known = new();

    private Cluster(IEnumerable<Yaml> objects)
    {
        Objects = [.. objects];
        Pods = [.. Objects.Where(found => found["spec"]["template"]["spec"].Exists).Select(found => new Workload(found, this))];
    }

    public IReadOnlyList<Yaml> Objects { get; }

    public IReadOnlyList<Workload> Pods { get; }

    public IEnumerable<Workload> Silos => Pods.Where(pod => pod.Labels.GetValueOrDefault("app.kubernetes.io/name") == "sweep-silo");

    /// <summary>For theories: each way of deploying. All but the files need kubectl.</summary>
    public static IEnumerable<TheoryDataRow<string>> Ways => [new(Files), .. ((string[])[.. Overlays, Tls, Full]).Select(WithKubectl)];

    /// <summary>For theories: the files and the overlays that are watched by Prometheus.</summary>
    public static IEnumerable<TheoryDataRow<string>> Monitored => Ways.Where(way => way.Data is Files or "cpu" or "gpu" or Full);

    public static string Folder { get; } = RepositoryFolder.Combine("deploy", "k8s");

    public static Cluster Render(string way) => Known.GetOrAdd(way, _ => new(way switch
    {
        Files => ReadFiles(),
        Tls => Compose("../../base", "", "worker-cpu", "worker-gpu", "tls", "version"),
        Bucket => Compose(
            "../../base",
            $$"""
              - {name: sweep-silo, namespace: sweepcluster, behavior: merge, literals: ["Silo__Checkpoints={{BucketPlace}}"]}
              - {name: sweep-api, namespace: sweepcluster, behavior: merge, literals: ["SWEEP_CHECKPOINTS={{BucketPlace}}"]}
            """,
            "worker-cpu", "worker-gpu", "s3", "version"),
        Full => Compose("../gpu", "", "tls", "spot", "fetch-data", "submit", "autoscaling-cpu", "autoscaling-gpu", "postgres", "version"),
        _ => Yaml.Documents(Kustomize.Build(Path.Combine(Folder, "overlays", way))),
    }));

    public IEnumerable<Yaml> OfKind(string kind) => Objects.Where(found => found.Kind == kind);

    /// <summary>Workloads whose pods a selector takes; an empty one takes all.</summary>
    public IReadOnlyList<Workload> Selected(Yaml matchLabels) =>
        [.. Pods.Where(pod => matchLabels.Map.All(label => pod.Labels.GetValueOrDefault(label.Key) == label.Value))];

    private static TheoryDataRow<string> WithKubectl(string way) => new(way)
    {
        Skip = Requirement.Kubectl,
        Traits = { [IntegrationAttribute.Trait.Key] = [IntegrationAttribute.Trait.Value] },
    };

    private static IEnumerable<Yaml> ReadFiles()
    {
        var files = Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}examples{Path.DirectorySeparatorChar}"))
            .SelectMany(file => Yaml.Documents(File.ReadAllText(file)));
        foreach (var found in files)
        {
            if (!found["apiVersion"].Text!.StartsWith("kustomize.", StringComparison.Ordinal))
                yield return found;
        }

        // What the generators make of these.
        foreach (var name in new[] { "silo", "api" })
        {
            var lines = File.ReadAllLines(Path.Combine(Folder, "base", $"{name}.env"))
                .Select(line => line.Split('=', 2))
                .Select(pair => $"  {pair[0]}: \"{pair[1]}\"");
            yield return Yaml.Documents($"kind: ConfigMap\nmetadata: {{name: sweep-{name}}}\ndata:\n{string.Join('\n', lines)}").Single();
        }
    }

    /// <param name="settings">More items of the generator of settings.</param>
    private static IEnumerable<Yaml> Compose(string resource, string settings, params string[] components) =>
        Yaml.Documents(Kustomize.BuildOverlay($$"""
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: sweepcluster
        resources: [{{resource}}]
        components: [{{string.Join(", ", components.Select(component => $"../../components/{component}"))}}]
        configMapGenerator:
          - {name: sweep-spec, literals: ["sweep.yaml=name: any"]}
        {{settings}}
        """));
}
