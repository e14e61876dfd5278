using System.Text.Json;
using System.Text.RegularExpressions;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Html;

namespace SweepCluster.Coordinator.Tests.Reports;

/// <summary>The command and the file it writes; how it looks is for the browser's tests.</summary>
public sealed class ReportCommandTests : IDisposable
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \" ' <!--";

    private readonly CommandRig _rig = new();

    private string Page => Path.Combine(_rig.Home, "report.html");

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Report_AFinishedSweep_HoldsFiguresSpecAndOrigin()
    {
        await _rig.FinishAsync();

        var page = await ReportAsync();

        page.ShouldContain("<title>quick-1 - SweepCluster report</title>");
        page.ShouldContain("comes first with val_accuracy");
        page.ShouldContain("The first of 2 configurations owes its rank partly to luck");
        page.ShouldContain("<svg class=\"interval\"");
        page.ShouldContain("space: {width: [8, 16]}");
        page.ShouldContain("<dt>seed</dt><dd>1</dd>");
    }

    [Fact]
    public async Task Report_ASeedDiverged_SaysSoWhereverAMeanIsShown()
    {
        _rig.Trainer.Script = lease => lease.Trial == 3 ? new TrialOutcome.Diverged(2, 1000) : null;
        await _rig.FinishAsync(CommandRig.Spec + "published:\n  - {where: {width: 16}, val_accuracy: 0.5}\n"
            + "claims:\n  - {that: width=8 < width=16}\n");

        var page = await ReportAsync();

        page.ShouldContain("comes first with val_accuracy");
        // In the leaderboard and beside the published figure.
        Regex.Count(page, Regex.Escape("1 of 2 (50 %), 1 diverged")).ShouldBeGreaterThanOrEqualTo(2);
        page.ShouldContain("Means leave out seeds that diverged or failed");
        page.ShouldContain("Of all trials, 1 diverged: they have no figures here");
        page.ShouldContain("1 of 4 seeds diverged or failed, too many for a verdict");
    }

    [Fact]
    public async Task Report_NoTrialSucceeded_SaysSo()
    {
        _rig.Trainer.Script = lease => new TrialOutcome.Failed("no more magnets");
        await _rig.RunAsync("run", _rig.WriteSpec());

        var page = await ReportAsync();

        page.ShouldContain("There is nothing to show: No trial has finished yet.");
    }

    [Fact]
    public async Task Report_HostileText_IsOnlyText()
    {
        var spec = CommandRig.Spec + $"description: {JsonSerializer.Serialize(Hostile)}\ntags: [{JsonSerializer.Serialize(Hostile)}]\n"
            + $"published:\n  - {{where: {{width: 8}}, val_accuracy: 0.5, note: {JsonSerializer.Serialize(Hostile)}}}\n";
        await _rig.FinishAsync(spec);

        var page = await ReportAsync();

        page.ShouldContain("&lt;/script&gt;&lt;script&gt;alert(1)");
        page.ShouldNotContain("<script>alert");
        page.ShouldNotContain("<img src=x");
        // Those of the JSON and of the charts, where this build has them.
        var scripts = WebAssets.OfThisBuild.Script is null ? 0 : 2;
        Regex.Count(page, "<script").ShouldBe(scripts);
        Regex.Count(page, "</script").ShouldBe(scripts);
    }

    [Fact]
    public async Task Report_Policy_ForbidsAllButItsOwnScript()
    {
        await _rig.FinishAsync();

        var page = await ReportAsync();

        var policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        policy.ShouldStartWith("default-src 'none'");
        if (WebAssets.OfThisBuild.Script is not null)
            policy.ShouldContain("script-src 'sha256-");
        Regex.Matches(page, "script-src [^;]*").ShouldAllBe(source => !source.Value.Contains("unsafe", StringComparison.Ordinal));
        Regex.Count(page, "(src|href)=\"(?!data:|#)").ShouldBe(0);
    }

    [Fact]
    public async Task Report_Json_NamesTheFile()
    {
        await _rig.FinishAsync();

        var (code, output, _) = await _rig.RunAsync("report", "-o", Page, "--json");

        code.ShouldBe(0);
        using var json = JsonDocument.Parse(output);
        json.RootElement.GetProperty("report").GetString().ShouldBe(Page);
    }

    [Fact]
    public async Task Report_NoCheckpoint_SaysWhyThereAreNoPredictions()
    {
        await _rig.FinishAsync();

        var (_, output, _) = await _rig.RunAsync("report", "-o", Page);

        output.ShouldContain("It shows no predictions: Trial 3 of quick-1 has no checkpoint");
    }

    [Theory]
    [InlineData("has no trial 9", "--trial", "9")]
    [InlineData("can't be written", "-o", "/no/such/folder/report.html")]
    public async Task Report_WhatCantBe_IsRefused(string message, params string[] arguments)
    {
        await _rig.FinishAsync();

        var (code, _, error) = await _rig.RunAsync(["report", .. arguments]);

        code.ShouldNotBe(0);
        error.ShouldContain(message);
    }

    private async Task<string> ReportAsync()
    {
        var (code, _, error) = await _rig.RunAsync("report", "-o", Page);
        error.ShouldBe("");
        code.ShouldBe(0);
        return await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken);
    }
}
