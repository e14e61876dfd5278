using System.Text.Json;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Reporting.Markdown;

namespace SweepCluster.Coordinator.Tests.Reports;

public sealed class MarkdownReportTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("report.md")]
    [InlineData("report.txt", "--format", "md")]
    public async Task Report_AsMarkdown_HasTheTablesAndTheSpec(string name, params string[] options)
    {
        await _rig.FinishAsync();
        var path = Path.Combine(_rig.Home, name);

        var (code, output, error) = await _rig.RunAsync(["report", "quick-1", "-o", path, .. options]);

        code.ShouldBe(0, error);
        output.ShouldStartWith(path);
        var page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        page.ShouldStartWith("# quick-1\n\nwidth=");
        page.ShouldContain("\n## Leaderboard\n\n| rank | val\\_accuracy |");
        page.ShouldContain("\n## What each setting does\n\n| setting | value | mean |");
        page.ShouldContain("\n```yaml\n");
        page.ShouldContain("space: {width: [8, 16]}");
        page.ShouldNotContain("\n\n\n");
    }

    [Fact]
    public async Task Report_HostileText_IsOnlyText()
    {
        const string hostile = "<img src=x> | [a](b) `c` \n# heading";
        await _rig.FinishAsync(CommandRig.Spec + $"description: {JsonSerializer.Serialize(hostile)}\n");
        var path = Path.Combine(_rig.Home, "report.md");

        await _rig.RunAsync("report", "quick-1", "-o", path);

        var page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        page.Split("```")[0].ShouldContain("\\<img src=x\\> \\| \\[a\\](b) \\`c\\`");
        page.Split("```")[0].ShouldNotContain("\n# heading");
    }

    [Fact]
    public void Code_WithFences_IsFencedLonger()
    {
        var page = new MarkdownPage();

        page.Code("yaml", "# ```\n");

        page.ToString().ShouldBe("````yaml\n# ```\n````\n");
    }
}
