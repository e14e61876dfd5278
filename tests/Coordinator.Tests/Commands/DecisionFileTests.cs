using System.Diagnostics;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The file of <c>--log-file</c>.</summary>
public sealed class DecisionFileTests : IDisposable
{
    private const string Spec = """
        name: logged
        dataset: {name: glyphs, seed: 7, train: 300, test: 50}
        split: {last: 50}
        base: {epochs: 1}
        space: {width: [8, 16]}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Line_OfADecision_HasItsTimeEventAndMessage()
    {
        var path = _folder.Combine("decisions.log");
        for (var time = 0; time < 2; time++)
        {
            using var file = DecisionFile.Open(path, TestClock.Create(), _error);
            new DecisionLog(file).TrialInterrupted("mnist-1", 3, 2, "one line\nand\u001b[31m another");
        }

        var lines = await File.ReadAllLinesAsync(path, Cancellation);
        lines.Length.ShouldBe(2, "the lines of an earlier run stay");
        const string expected = "2026-01-01T00:00:00.000Z TrialInterrupted: Trial 3 of mnist-1, attempt 2, is to end at a checkpoint: "
            + "one line and\\u001b[31m another.";
        lines.ShouldAllBe(line => line == expected);
    }

    [Fact]
    public void Open_AFolder_IsRefused()
    {
        var refusal = Should.Throw<SweepException>(() => DecisionFile.Open(_folder.Path, TestClock.Create(), _error));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldStartWith($"--log-file: {_folder.Path} can't be written: ");
    }

    [Fact]
    public void Open_TheFileOfAnotherRun_IsRefused()
    {
        var path = _folder.Combine("decisions.log");
        using var file = DecisionFile.Open(path, TestClock.Create(), _error);

        Should.Throw<SweepException>(() => DecisionFile.Open(path, TestClock.Create(), _error))
            .Message.ShouldStartWith($"--log-file: {path} can't be written: ");
    }

    [LinuxFact]
    public void Line_OnAFullDisk_IsReportedOnceAndTheSweepGoesOn()
    {
        using var file = DecisionFile.Open("/dev/full", TestClock.Create(), _error);
        var log = new DecisionLog(file);

        log.TrialInterrupted("mnist-1", 3, 2, "a reason");
        log.TrialInterrupted("mnist-1", 4, 2, "a reason");

        log.IsEnabled.ShouldBeFalse();
        _error.ToString().TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith("--log-file: /dev/full can't be written any more: ");
    }

    [IntegrationFact]
    public async Task Run_WithALogFile_WritesWhyTrialsWereLeasedAndHowTheyEnded()
    {
        var (home, spec, log) = (_folder.Combine("home"), _folder.Combine("logged.yaml"), _folder.Combine("decisions.log"));
        await File.WriteAllTextAsync(spec, Spec, Cancellation);

        var (code, _, error) = await RunAsync("run", spec, "--home", home, "--quiet", "--workers", "1", "--log-file", log);

        code.ShouldBe(0, error);
        var events = (await File.ReadAllLinesAsync(log, Cancellation)).Select(line => line.Split(' ')[1].TrimEnd(':')).ToArray();
        string[] expected = ["SessionStarted", "TrialsLeased", "TrialLeased", "SlotTaken", "AttemptEnded", "SweepChanged", "SessionEnded"];
        expected.Except(events).ShouldBeEmpty();
    }

    [IntegrationFact]
    public async Task Run_OnAServerWithALogFile_IsRefused()
    {
        var (spec, log) = (_folder.Combine("logged.yaml"), _folder.Combine("decisions.log"));
        await File.WriteAllTextAsync(spec, Spec, Cancellation);

        var (code, _, error) = await RunAsync("run", spec, "--cluster", "http://127.0.0.1:9", "--log-file", log);

        code.ShouldBe(2);
        error.ShouldStartWith("--log-file: other processes run these sweeps");
        File.Exists(log).ShouldBeFalse();
    }

    private static Task<ChildResult> RunAsync(params string[] verb) =>
        ChildProcess.RunAsync(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. verb]));
}
