using System.Text.RegularExpressions;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests;

/// <summary>Holds the README and the program together.</summary>
public class ReadmeTests
{
    private static readonly string Page = File.ReadAllText(RepositoryFolder.Combine("README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Specs_InTheReadme_AreValid()
    {
        var specs = Regex.Matches(Page, "```yaml\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToArray();

        specs.ShouldNotBeEmpty();
        foreach (var spec in specs)
            SpecReader.Read(spec).Problems.Select(problem => problem.Format("README.md")).ShouldBeEmpty(spec);
    }
}
