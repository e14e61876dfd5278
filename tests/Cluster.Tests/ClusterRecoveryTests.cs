using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests;

/// <summary>Silos that crash or stop: a cluster takes up by itself what they ran.</summary>
public sealed class ClusterRecoveryTests() : SweepSuite(new ClusterHosts())
{
    private ClusterHosts Cluster => (ClusterHosts)Hosts;

    [Fact]
    public async Task Crash_OfTheOnlySilo_IsTakenUpByTheNextToExactlyTheGrid()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await Host.CrashAsync();
        gate.Open();

        var next = await StartAsync();
        await EndOfAsync(id, next.Service);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
        (await TrialsAsync(id))[2].Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task Crash_OfEverySiloThatTrainsATrial_FailsThatTrialAlone()
    {
        // The last one: a slot that is held may have others in its queue, and they would wait behind it.
        Trainer.HoldBefore(3, epoch: 1);
        var id = await SubmitAsync();
        var host = Host;
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await WaitUntilAloneAsync(id, trial: 3, attempt, others: 3);
            await host.CrashAsync();
            host = await StartAsync();
        }

        await EndOfAsync(id, host.Service);

        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Finished);
        var trials = await TrialsAsync(id);
        trials.Select(trial => trial.State).ShouldBe([TrialState.Succeeded, TrialState.Succeeded, TrialState.Succeeded, TrialState.Failed]);
        trials[3].Reason.ShouldBe(
            "3 attempts in a row were lost before a further epoch was completed, the last one because the silo that trained it is gone");
        Trainer.Leases.Where(lease => lease.Trial == 3).Select(lease => lease.Isolated).ShouldBe([false, false, true]);
    }

    [Fact]
    public async Task Crash_OfTheCoordinator_LeavesTheTrialsOfOthersRunning()
    {
        var workers = await Cluster.StartAsync(Trainer, Workers, Accelerator.Gpu, SiloLabels.Worker);
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = await SubmitAsync(Grid + "cluster: {accelerator: gpu}\n");
        await gate.Reached;

        await Host.CrashAsync();
        var next = await Cluster.StartAsync(Trainer, 1, Accelerator.Cpu, SiloLabels.Coordinator);
        gate.Open();
        await EndOfAsync(id, next.Service);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
        (await TrialsAsync(id))[1].Attempt.ShouldBe(1);
        await workers.DisposeAsync().AsTask().WithinDeadlineAsync("the workers to stop");
    }

    [Fact]
    public async Task Claim_HeldByASiloThatDoesNotAnswer_IsWaitedFor()
    {
        var sweep = await Cluster.Store.CreateSweepAsync(new("held", Specs.Quick(Grid).Text, null, 2, 2, Time.GetUtcNow()), Cancellation);
        var claim = await Cluster.Store.ClaimAsync(sweep.Id, claimant: null, Cancellation);
        await using var snapshots = Service.WatchAsync(sweep.Id, Cancellation).Enumerate();
        for (var seen = 0; seen < 3; seen++)
        {
            (await snapshots.NextAsync("a snapshot of the sweep")).ShouldBeTrue("the sweep goes on elsewhere");
            snapshots.Current.Sweep.Status.ShouldBe(SweepStatus.Running);
        }

        await claim.DisposeAsync();
        await EndOfAsync(sweep.Id);

        await ShouldBeCompleteAsync(sweep.Id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Sweep_WhoseSpecCanNotBeRead_DoesNotStopTheOthers()
    {
        await Cluster.Store.CreateSweepAsync(new("a", "name: a\nfuture: key\n", null, 1, 1, Time.GetUtcNow()), Cancellation);
        // Recorded and left by a crash: only the watchdog takes it up.
        var sweep = await Cluster.Store.CreateSweepAsync(new("b", Specs.Quick(Grid).Text, null, 2, 2, Time.GetUtcNow()), Cancellation);

        await Eventually.ReadAsync(
            "the sweep behind it to be finished", async () => (await Store.FindSweepAsync(sweep.Id, Cancellation))!.Status,
            status => status == SweepStatus.Finished, status => $"{status}");

        await ShouldBeCompleteAsync(sweep.Id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Crash_WhileExtendingEpochs_IsTakenUpToExactlyTheGrid()
    {
        var id = await FinishAsync();
        var gate = Trainer.HoldBefore(1, epoch: 4);
        await ChangeAsync(id, new SweepChange.ExtendEpochs(2));
        await gate.Reached;
        await Host.CrashAsync();
        gate.Open();

        var next = await StartAsync();
        await EndOfAsync(id, next.Service);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 5);
    }

    [Fact]
    public async Task Crash_BeforeTheAnswers_LetsBothRequestsBeRepeated()
    {
        var text = Specs.Quick(Grid).Text;
        var submission = new SweepSubmission(text, DataFolder: null) { Key = RequestKey.FromSubmission("submit", text, dataFolder: null) };
        var id = (await Service.SubmitAsync(submission, Cancellation).WithinDeadlineAsync("a sweep to be submitted")).Id;
        await EndOfAsync(id);
        var gate = Trainer.HoldBefore(1, epoch: 4);
        SweepChange extend = new SweepChange.ExtendEpochs(2);
        extend = extend with { Key = RequestKey.FromChange("extend", extend) };
        await ChangeAsync(id, extend);
        await gate.Reached;
        await Host.CrashAsync();
        gate.Open();

        var next = await StartAsync();
        var submitted = await next.Service.SubmitAsync(submission, Cancellation).WithinDeadlineAsync("the submission to be repeated");
        var extended = await ChangeAsync(id, extend, next.Service);
        await EndOfAsync(id, next.Service);

        (submitted.Id, extended.EpochBonus).ShouldBe((id, 2));
        (await Store.ListSweepsAsync(Cancellation)).ShouldHaveSingleItem();
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 5);
    }

    [Fact]
    public async Task Stop_OfASilo_HandsItsTrialsToTheOthers()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        var other = await StartAsync();

        await Host.DisposeAsync().AsTask().WithinDeadlineAsync("the first silo to stop");
        gate.Open();
        await EndOfAsync(id, other.Service);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
        (await TrialsAsync(id))[2].Attempt.ShouldBeGreaterThan(1, "the other slot of the silo may have had it for a moment");
    }

    [Fact]
    public async Task Stop_OfEverySilo_LeavesTheSweepToTheNext()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;

        await Host.DisposeAsync().AsTask().WithinDeadlineAsync("the first silo to stop");

        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Running);
        (await Store.FindClaimHolderAsync(id, Cancellation)).ShouldBeNull();
        var held = (await TrialsAsync(id))[2];
        (held.State, held.Epochs).ShouldBe((TrialState.Waiting, 1));
        gate.Open();
        var next = await StartAsync();
        await EndOfAsync(id, next.Service);
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Crash_ThenPause_LeavesTheSweepPaused()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await Host.CrashAsync();
        var next = await StartAsync();

        var paused = await ChangeAsync(id, new SweepChange.Pause("by a test"), next.Service);
        await EndOfAsync(id, next.Service);

        paused.Status.ShouldBe(SweepStatus.Paused);
        (await TrialsAsync(id)).ShouldNotContain(trial => trial.State == TrialState.Running);
    }

    [Fact]
    public async Task Rolling_EverySiloIsReplaced_TheSweepEndsAsIfNothingHadBeen()
    {
        var gate = Trainer.HoldBefore(3, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        var second = await StartAsync();
        await Host.DisposeAsync().AsTask().WithinDeadlineAsync("the first silo to stop");
        var third = await StartAsync();
        await second.DisposeAsync().AsTask().WithinDeadlineAsync("the second silo to stop");
        gate.Open();

        await EndOfAsync(id, third.Service);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }
}
