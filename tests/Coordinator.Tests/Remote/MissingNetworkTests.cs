using System.Net;
using SweepCluster.Coordinator.Tests.Api;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>A server that lacks a checkpoint or a data set: the message says what is missing, on which side, and which setting leads to
/// it.</summary>
public sealed class MissingNetworkTests : IAsyncDisposable
{
    private const string Mounted =
        "Mount the folder to which the workers write checkpoints (Silo__Checkpoints) at the server, and name it with --checkpoints-at or "
        + "SWEEP_CHECKPOINTS of ./sweep serve.";

    private readonly ClusterRig _rig = new();

    private string Home => _rig.Api.Home;

    private string Checkpoints => Path.Combine(Home, "checkpoints");

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Checkpoint_ThatWasDeleted_IsMissedOnTheServer()
    {
        await FinishAsync();

        await ShouldLackAsync(
            "predict",
            $"The API server has no checkpoint of trial 0 of quick-1 in {Path.Combine(Checkpoints, "quick-1", "0")}. "
            + "It was deleted, or the trial was trained with another home folder (--home).");
    }

    [Fact]
    public async Task Checkpoints_NotMountedAtTheServerOfACluster_AreMissedWithTheSettings()
    {
        _rig.Api.WorkersElsewhere = true;
        await FinishAsync();

        await ShouldLackAsync(
            "explain", $"The API server has no checkpoint of trial 0 of quick-1, for it has no folder {Checkpoints}. {Mounted}");
    }

    [Fact]
    public async Task Checkpoints_InAnotherFolderThanTheWorkersWrite_AreMissedWithTheSettings()
    {
        _rig.Api.WorkersElsewhere = true;
        await FinishAsync();
        Directory.CreateDirectory(Checkpoints);

        await ShouldLackAsync(
            "predict",
            $"The API server has no checkpoint of trial 0 of quick-1 in {Path.Combine(Checkpoints, "quick-1", "0")}: it was deleted, the "
            + "server's user may not read it, or the workers write checkpoints to another folder (Silo__Checkpoints). "
            + "Mount that folder at the server, and name it with --checkpoints-at or SWEEP_CHECKPOINTS of ./sweep serve.");
    }

    [Fact]
    public async Task Checkpoint_ThatTheSpecDoesNotKeep_IsNotLookedForElsewhere()
    {
        _rig.Api.WorkersElsewhere = true;
        await FinishAsync("checkpoints: {last: false}\n");

        await ShouldLackAsync(
            "predict",
            "The API server has no checkpoint of trial 0 of quick-1: its spec keeps no weights of trials that have ended "
            + "(`checkpoints: {last: false}`, or a range test).");
    }

    [Fact]
    public async Task Checkpoint_OfATrialWithoutAResult_MayNotExistYet()
    {
        _rig.Api.Trainer.Script = _ => new TrialOutcome.Diverged(1, 1000);
        await FinishAsync();

        await ShouldLackAsync(
            "predict",
            $"The API server has no checkpoint of trial 0 of quick-1 in {Path.Combine(Checkpoints, "quick-1", "0")}. "
            + "A trial without a finished result may not have written one.");
    }

    [Fact]
    public async Task Checkpoint_ThatIsDamaged_IsNamedAsTheServers()
    {
        await FinishAsync();
        WriteCheckpoint("not a checkpoint");

        var (code, _, error) = await _rig.RunAsync("predict", "--trial", "0", "--image", "0");

        code.ShouldBe(2);
        error.ShouldStartWith("The API server can't open trial 0 of quick-1: ");
        error.ShouldContain("is not a whole safetensors file");
    }

    [Fact]
    public async Task DataFolder_NotMountedAtTheServerOfACluster_IsMissedWithTheSettings()
    {
        var nowhere = Path.Combine(Home, "no-data");
        (_rig.Api.WorkersElsewhere, _rig.Api.DataOfApi) = (true, nowhere);
        await RecordAsync("mnist");

        await ShouldLackAsync(
            "predict",
            $"The API server can't load mnist, the data set of quick-1: --data: the folder {nowhere} does not exist. "
            + "Name the folder that holds the data sets, or leave it out. "
            + "Mount the folder of data sets that the workers read (Silo__Data) at the server, "
            + "and name it with --data or SWEEP_DATA of ./sweep serve.");
    }

    [Fact]
    public async Task DataFile_NotMountedAtTheServerOfACluster_IsMissedByItsPath()
    {
        _rig.Api.WorkersElsewhere = true;
        var file = Path.Combine(Home, "mine.npz");
        await RecordAsync($"npz:{file}");

        await ShouldLackAsync(
            "explain",
            $"The API server can't load npz:{file}, the data set of quick-1: {file} does not exist. Correct the name of the file. "
            + "Mount it at the server under the path that the workers have.");
    }

    /// <summary>Runs a sweep with the scripted trainer, which writes no checkpoint.</summary>
    private async Task FinishAsync(string more = "")
    {
        await _rig.StartAsync();
        var spec = ApiRig.Spec.Replace("dataset: glyphs\n", "dataset: glyphs:train=400,test=40\n", StringComparison.Ordinal);
        await _rig.Api.FinishAsync(spec + more);
    }

    /// <summary>Records a finished trial with a file where its checkpoint is looked for.</summary>
    private async Task RecordAsync(string dataset)
    {
        await _rig.StartAsync();
        var store = _rig.Api.Store;
        var spec = $"name: quick\ndataset: '{dataset}'\nsplit: none\nobjective: test_accuracy\nbase: {{epochs: 1, hidden: [4]}}\n";
        var sweep = await store.CreateSweepAsync(new("quick", spec, null, 1, 1, DateTimeOffset.UnixEpoch), ApiRig.Cancellation);
        await using var claim = await store.ClaimAsync(sweep.Id, claimant: null, ApiRig.Cancellation);
        var trial = new TrialRecord
        {
            Trial = 0,
            Configuration = 0,
            SeedIndex = 0,
            State = TrialState.Succeeded,
            Attempt = 1,
            Pass = 0,
            Epochs = 1,
            Objective = 0.8,
            Final = new(new(1, 0.5, 0.9, null, null, 0.001, 0.5, 1000), 0.7, 0.8, 1000, "00ff"),
            StartedAt = DateTimeOffset.UnixEpoch,
            FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
        };
        await store.CommitAsync(sweep.Id, new(null, [trial], [], []), ApiRig.Cancellation);
        WriteCheckpoint("not looked at before the data set is there");
    }

    private void WriteCheckpoint(string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Checkpoints, "quick-1", "0")).FullName;
        File.WriteAllText(Path.Combine(folder, "last.safetensors"), text);
    }

    /// <summary>The verb, the report and the dashboard's request say the same.</summary>
    private async Task ShouldLackAsync(string verb, string message)
    {
        (await _rig.RunAsync(verb, "--trial", "0", "--image", "0")).ShouldBe((2, "", message + "\n"));

        (await _rig.Api.GetAsync("api/v1/sweeps/quick-1/trials/0/predictions")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found")
            .ShouldBe(message);

        var page = Path.Combine(Home, "report.html");
        var (code, output, error) = await _rig.RunAsync("report", "--trial", "0", "-o", page);
        (code, error).ShouldBe((0, ""));
        output.ShouldEndWith($"It shows no predictions: {message}\n");
        (await File.ReadAllTextAsync(page, ApiRig.Cancellation)).ShouldContain("There is nothing to show: The API server ");
    }
}
