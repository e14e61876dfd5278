using System.Text.RegularExpressions;
using System.Xml.Linq;
using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing;

namespace SweepCluster.Deploy.Tests;

/// <summary>The version stands in <c>Directory.Build.props</c>, in the component that gives images their tags, and nowhere else.</summary>
public sealed class VersionTests
{
    private static readonly string Version =
        XDocument.Load(RepositoryFolder.Combine("Directory.Build.props")).Descendants("Version").Single().Value;

    [Fact]
    public void Tags_OfAllImages_AreTheVersionOfThePrograms()
    {
        var images = Yaml.Documents(Sources.Read("deploy", "k8s", "components", "version", "kustomization.yaml")).Single()["images"].Items;

        images.Select(image => image.Name).ShouldBe(["sweep-silo", "sweep-silo-gpu", "sweep-api"]);
        images.ShouldAllBe(image => image["newTag"].Text == Version);
    }

    [Fact]
    public void OtherFilesOfADeployment_NameNoVersion()
    {
        var files = Directory.EnumerateFiles(RepositoryFolder.Combine("deploy"), "*", SearchOption.AllDirectories)
            .Append(RepositoryFolder.Combine("docs", "kubernetes.md"))
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "version");
        var mark = new Regex($@"(?<![\d.v]){Regex.Escape(Version)}(?![\d.])");

        files.Where(file => mark.IsMatch(File.ReadAllText(file))).ShouldBeEmpty();
    }
}
