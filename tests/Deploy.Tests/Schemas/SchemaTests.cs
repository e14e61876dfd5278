using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing;

namespace SweepCluster.Deploy.Tests.Schemas;

/// <summary>Every object that is deployed has only fields that Kubernetes' API or its custom resource has, with values of their types: a
/// misspelt field would be ignored by a server that does not validate strictly, and refused by one that does.</summary>
public sealed class SchemaTests
{
    /// <summary>An object with an error of each kind, where the schema ends and begins again in a list and in a map.</summary>
    private const string Misspelt = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: misspelt, labels: {any: label}}
        spec:
          selector: {matchLabels: {app: misspelt}}
          template:
            spec:
              containers:
                - image: none
                  readinesProbe: {httpGet: {path: /, port: 80}}
                  livenessProbe: {periodSeconds: ten}
                  resources: {requests: {cpu: 1}, limit: {cpu: 1}}
        """;

    private const string MisspeltResource = """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: misspelt}
        spec:
          scaleTargetRef: {name: worker}
          maxReplicas: 3
          triggers: [{type: prometheus, metadata: {any: text}}]
        """;

    public static TheoryData<string> Rendered() => [.. Cluster.Overlays, Cluster.Tls, Cluster.Full];

    [SchemaTheory]
    [MemberData(nameof(Rendered))]
    public async Task Objects_AreOfTheSchemasOfTheirKinds(string way)
    {
        var objects = Cluster.Render(way).Objects;

        objects.Count.ShouldBeGreaterThan(10);
        (await ApiSchemas.CheckAsync(objects)).ShouldBeEmpty();
    }

    [SchemaFact]
    public async Task Examples_AreOfTheSchemasOfTheirKinds()
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(Path.Combine(Cluster.Folder, "examples"), "*.yaml"),
            RepositoryFolder.Combine("grafana", "prometheus-rule.yaml"),
        ];

        (await ApiSchemas.CheckAsync([.. files.SelectMany(file => Yaml.Documents(File.ReadAllText(file)))])).ShouldBeEmpty();
    }

    [SchemaFact]
    public async Task Fields_ThatNoSchemaHas_AndValuesOfAWrongType_AreFound()
    {
        var problems = await ApiSchemas.CheckAsync([.. Yaml.Documents(Misspelt), .. Yaml.Documents(MisspeltResource)]);

        problems.ShouldBe(
            [
                "Deployment/misspelt: spec.template.spec.containers.0: required {\"missingProperty\":\"name\"}",
                "Deployment/misspelt: spec.template.spec.containers.0.livenessProbe.periodSeconds: type {\"type\":\"integer\"}",
                "Deployment/misspelt: spec.template.spec.containers[0].readinesProbe: unknown field",
                "Deployment/misspelt: spec.template.spec.containers[0].resources.limit: unknown field",
                "ScaledObject/misspelt: spec.maxReplicas: unknown field",
            ],
            ignoreOrder: true);
    }

    [SchemaFact]
    public async Task Kinds_WithoutASchema_AreFound() =>
        (await ApiSchemas.CheckAsync([.. Yaml.Documents("apiVersion: apps/v1\nkind: Deploymint\nmetadata: {name: misspelt}")]))
            .ShouldBe(["Deploymint/misspelt: apiVersion, kind: there is no schema of apps/v1 Deploymint"]);
}
