using SweepCluster.Deploy.Tests.Guide;
using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Deploy.Tests.Schemas;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

/// <summary>The YAML of the guide, and the examples, beside every overlay.</summary>
public sealed class GuideManifestTests
{
    private const string Guide = "kubernetes.md";

    /// <summary>The pieces that the guide adds to an overlay of the reader's, whole files among them.</summary>
    private static readonly CodeBlock[] Pieces =
    [
        .. GuidePage.Read(Guide).Where(block => block.Language == "yaml"),
        .. GuidePage.Read(Guide).Where(block => block.Language == "sh").SelectMany(Documents),
    ];

    public static TheoryData<string> Overlays() => [.. Cluster.Overlays];

    [Fact]
    public void Yaml_OfTheGuide_Parses()
    {
        Pieces.Length.ShouldBeGreaterThan(8);
        foreach (var piece in Pieces)
            Should.NotThrow(() => Yaml.Documents(piece.Text).ToArray(), piece.ToString());
    }

    [KubectlTheory]
    [MemberData(nameof(Overlays))]
    public void Yaml_OfTheGuide_RendersBesideEveryOverlay(string overlay)
    {
        foreach (var piece in Pieces)
            Kustomize.BuildOverlay(Complete(piece, overlay)).ShouldNotBeEmpty(piece.ToString());
    }

    [SchemaTheory]
    [MemberData(nameof(Overlays))]
    public async Task Yaml_OfTheGuide_HasOnlyFieldsOfTheSchemas(string overlay)
    {
        var objects = Pieces.SelectMany(piece => Yaml.Documents(Kustomize.BuildOverlay(Complete(piece, overlay))));

        (await ApiSchemas.CheckAsync([.. objects])).ShouldBeEmpty();
    }

    [KubectlFact]
    public void Yaml_OfTheGuide_ChangesAnOverlay()
    {
        var plain = Cluster.Overlays.ToDictionary(overlay => overlay, overlay => Kustomize.BuildOverlay(Head(overlay)));

        foreach (var piece in Pieces.Where(piece => !Yaml.Documents(piece.Text).Single()["resources"].Exists))
        {
            Cluster.Overlays.Any(overlay => Kustomize.BuildOverlay(Complete(piece, overlay)) != plain[overlay])
                .ShouldBeTrue($"{piece} changes nothing:\n{piece.Text}");
        }
    }

    [KubectlTheory]
    [MemberData(nameof(Overlays))]
    public void Examples_ThatAreManifests_RenderBesideEveryOverlay(string overlay)
    {
        var examples = Directory.GetFiles(Path.Combine(Cluster.Folder, "examples"), "*.yaml");
        examples.ShouldNotBeEmpty();

        var rendered = Kustomize.BuildOverlay(
            Head(overlay, examples.Select((_, number) => $"{number}.yaml")), examples);

        var names = Yaml.Documents(rendered).Select(found => found.ToString()).ToHashSet();
        foreach (var found in examples.SelectMany(file => Yaml.Documents(File.ReadAllText(file))))
            names.ShouldContain(found.ToString());
    }

    [KubectlFact]
    public void Examples_ThatAreFolders_Render()
    {
        var folders = Directory.GetDirectories(Path.Combine(Cluster.Folder, "examples"));
        folders.ShouldNotBeEmpty();

        foreach (var folder in folders)
            Yaml.Documents(Kustomize.Build(folder)).ShouldAllBe(found => found["metadata"]["namespace"].Text == "sweepcluster");
    }

    [KubectlFact]
    public void Submission_OfTheExample_HasTheSpecOfItsFolder()
    {
        var folder = Path.Combine(Cluster.Folder, "examples", "submit");
        var objects = Yaml.Documents(Kustomize.Build(folder)).ToArray();
        var map = objects.Single(found => found.Kind == "ConfigMap");

        map["data"].Map["sweep.yaml"].ShouldBe(File.ReadAllText(Path.Combine(folder, "sweep.yaml")));
        objects.Single(found => found.Kind == "Job")["spec"]["template"]["spec"]["volumes"].Items
            .ShouldContain(volume => volume["configMap"]["name"].Text == map.Name);
    }

    private static IEnumerable<CodeBlock> Documents(CodeBlock block) =>
        ShellScript.Parse(block.Text)
            .Where(command => command.Document is not null && command.Output?.EndsWith(".yaml", StringComparison.Ordinal) == true)
            .Select(command => new CodeBlock(block.Page, "yaml", command.Document!, block.Line));

    // A piece that names what it is made of is whole; the others belong into an overlay that is there.
    private static string Complete(CodeBlock piece, string overlay)
    {
        var written = Yaml.Documents(piece.Text).Single();
        return written["resources"].Exists ? piece.Text : $"{Head(overlay)}\n{piece.Text}";
    }

    private static string Head(string overlay, params IEnumerable<string> resources) => $"""
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: sweepcluster
        resources: [{string.Join(", ", resources.Prepend($"../{overlay}"))}]
        """;
}
