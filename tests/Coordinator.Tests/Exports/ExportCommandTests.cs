using System.Text.Json;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Coordinator.Tests.Rendering;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Exports;

public sealed class ExportCommandTests : IDisposable
{
    private readonly VerbRun _verbs = new();

    public void Dispose() => _verbs.Dispose();

    [Fact]
    public async Task Trials_AsCsv_HaveAColumnPerVaryingSettingAndInvariantNumbers()
    {
        await RecordSampleAsync();

        var (code, output, _) = await _verbs.RunAsync("export", "sample-1");

        code.ShouldBe(ExitCodes.Done);
        var lines = output.Split('\n');
        lines[0].ShouldStartWith("trial,configuration,repeat,settings.width,settings.activation,state,reason,");
        lines[1].ShouldStartWith("0,0,0,32,relu,succeeded,,1,3,false,0.875,0.25,0.9,0.5,0.875,0.75,0.8125,42310,1.5,1970-01-01T00:00:00");
        lines[1].Count(character => character == ',').ShouldBe(lines[0].Count(character => character == ','));
        lines.Length.ShouldBe(1 + 3 + 1);
    }

    [Fact]
    public async Task Trials_WithReasonOfSeveralLines_AreQuotedAndNegativeFiguresAreNot()
    {
        await RecordSampleAsync(
            SweepSamples.Trial(0, 0) with { State = TrialState.Failed, Reason = "\"no\", it said\nand again", Objective = -0.5 });

        var (_, output, _) = await _verbs.RunAsync("export", "sample-1");

        output.ShouldContain(",failed,\"\"\"no\"\", it said\nand again\",1,3,false,-0.5,");
    }

    [Fact]
    public async Task Metrics_AsJson_AreOneArrayWithNullForWhatIsUnknown()
    {
        await RecordSampleAsync();

        var (_, output, _) = await _verbs.RunAsync("export", "sample-1", "--what", "metrics", "--format", "json");

        using var rows = JsonDocument.Parse(output);
        rows.RootElement.GetArrayLength().ShouldBe(2);
        var last = rows.RootElement[1];
        last.GetProperty("epoch").GetInt32().ShouldBe(2);
        last.GetProperty("train_loss").ValueKind.ShouldBe(JsonValueKind.Null);
        output.Split('\n').Length.ShouldBe(1 + 2 + 1 + 1);
    }

    [Fact]
    public async Task Leaderboard_AsCsv_CountsSeedsInColumnsOfTheirOwn()
    {
        await RecordSampleAsync();

        var (_, output, _) = await _verbs.RunAsync("export", "latest", "--what", "leaderboard");

        var lines = output.Split('\n');
        lines[0].ShouldEndWith(
            "seeds.succeeded,seeds.diverged,seeds.failed,seeds.open,seeds.cancelled,seeds.stopped,provisional,success_rate,"
            + "order,rank_high,best_probability");
        lines[1].ShouldStartWith(",false,2,64,relu,0.915,,,0.915,0.915,");
        lines[1].ShouldEndWith(",1,0,0,0,0,0,false,1,1,,");
    }

    [Theory]
    [InlineData("trials")]
    [InlineData("metrics")]
    [InlineData("leaderboard")]
    public async Task AnyTable_OfASweepWithoutTrials_IsAHeaderOrAnEmptyArray(string table)
    {
        await _verbs.RecordAsync(SweepSamples.Spec.Text, 6, 2, []);

        var csv = await _verbs.RunAsync("export", "--what", table);
        var json = await _verbs.RunAsync("export", "--what", table, "--json");

        csv.Output.Split('\n').Length.ShouldBe(2);
        csv.Output.ShouldContain(table == "metrics" ? "trial,epoch,train_loss" : "settings.width,settings.activation");
        json.Output.ShouldBe("[\n]\n");
    }

    [Fact]
    public async Task Output_NamesAFolderThatIsMissing_IsRefusedWithThePath()
    {
        await RecordSampleAsync();

        var (code, _, error) = await _verbs.RunAsync("export", "sample-1", "-o", Path.Combine(_verbs.Home, "missing", "trials.csv"));

        code.ShouldNotBe(ExitCodes.Done);
        error.ShouldContain(Path.Combine("missing", "trials.csv"));
        error.ShouldNotContain(" at ");
    }

    [Fact]
    public async Task Output_NamesAFile_HoldsWhatWouldBePrinted()
    {
        await RecordSampleAsync();
        var path = Path.Combine(_verbs.Home, "trials.csv");

        var printed = await _verbs.RunAsync("export", "sample-1");
        var written = await _verbs.RunAsync("export", "sample-1", "-o", path);

        written.Output.ShouldBeEmpty();
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(printed.Output);
    }

    private Task RecordSampleAsync(TrialRecord? first = null) => _verbs.RecordAsync(
        SweepSamples.Spec.Text,
        6,
        2,
        [first ?? SweepSamples.Trial(0, 0), SweepSamples.Trial(1, 0), SweepSamples.Trial(2, 0)],
        new EpochRecord(0, new(1, 0.5, 0.8, 0.6, 0.75, 0.001, 0.25, 1000)),
        new EpochRecord(0, new(2, double.NaN, 0.8, null, null, 0.001, 0.25, 1000)));
}
