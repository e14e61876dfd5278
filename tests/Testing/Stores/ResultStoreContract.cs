using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using static SweepCluster.Testing.Stores.StoreSamples;

namespace SweepCluster.Testing.Stores;

/// <summary>What every store must do; each backend derives its tests from these.</summary>
public abstract class ResultStoreContract : StoreContract
{
    [Fact]
    public async Task CreateSweep_SameName_CountsUp()
    {
        var first = await Store.CreateSweepAsync(Sweep("a"), Cancellation);
        var other = await Store.CreateSweepAsync(Sweep("a-1"), Cancellation);
        await using var second = Open();
        var next = await second.CreateSweepAsync(Sweep("a"), Cancellation);

        first.ShouldBe(new("a-1", "a", Sweep("a").SpecText, "/data", 1000, 3, 0, 0, SweepStatus.Running, "", Start, 0));
        other.Id.ShouldBe("a-1-1");
        next.Id.ShouldBe("a-2");
        (await Store.FindSweepAsync("a-2", Cancellation)).ShouldBe(next);
        (await Store.FindSweepAsync("a-3", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task CreateSweep_WithItsData_ReadsItBack()
    {
        var sweep = await Store.CreateSweepAsync(Sweep() with { Data = new("/data", Hash) }, Cancellation);

        sweep.Data.ShouldBe(new("/data", Hash));
        (await Store.FindSweepAsync(sweep.Id, Cancellation)).ShouldBe(sweep);
    }

    [Fact]
    public async Task DeleteSweep_WithAllItHas_LeavesNothingAndItsIdUnused()
    {
        var kept = await Store.CreateSweepAsync(Sweep("a"), Cancellation);
        var sweep = await Store.CreateSweepAsync(Sweep("a"), Cancellation);
        foreach (var id in new[] { kept.Id, sweep.Id })
            await Store.CommitAsync(id, new(null, [Trial(0)], [new(0, Report(1))], [new(Start, "paused", null, "")]), Cancellation);

        await using (await Store.ClaimAsync(sweep.Id, claimant: null, Cancellation))
            await Store.DeleteSweepAsync(sweep.Id, Cancellation);

        (await Store.FindSweepAsync(sweep.Id, Cancellation)).ShouldBeNull();
        (await Store.ListSweepsAsync(Cancellation)).Select(left => left.Id).ShouldBe([kept.Id]);
        await Should.ThrowAsync<SweepException>(() => Store.CountTrialsAsync(sweep.Id, Cancellation));
        (await Store.CreateSweepAsync(Sweep("a"), Cancellation)).Id.ShouldBe("a-3");
        (await Store.ReadTrialsAsync("a-3", Cancellation).ToListAsync(Cancellation)).ShouldBeEmpty();
        (await Store.ReadEpochsAsync(kept.Id, null, Cancellation).ToListAsync(Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Compact_AfterADeletion_LeavesTheOtherRecordsAndNothingToFree()
    {
        var kept = await Store.CreateSweepAsync(Sweep("a"), Cancellation);
        var sweep = await Store.CreateSweepAsync(Sweep("a"), Cancellation);
        foreach (var id in new[] { kept.Id, sweep.Id })
            await Store.CommitAsync(
                id, new(null, [.. Enumerable.Range(0, 500).Select(number => Trial(number))], [new(0, Report(1))], []), Cancellation);
        await using (await Store.ClaimAsync(sweep.Id, claimant: null, Cancellation))
            await Store.DeleteSweepAsync(sweep.Id, Cancellation);
        var before = await Store.CompactAsync(isDry: true, Cancellation);

        (await Store.CompactAsync(isDry: false, Cancellation)).ShouldBe(before);

        (await Store.CompactAsync(isDry: true, Cancellation)).ShouldBe(0);
        (await Store.ListSweepsAsync(Cancellation)).Select(left => left.Id).ShouldBe([kept.Id]);
        (await Store.ReadTrialsAsync(kept.Id, Cancellation).CountAsync(Cancellation)).ShouldBe(500);
        (await Store.ReadEpochsAsync(kept.Id, null, Cancellation).CountAsync(Cancellation)).ShouldBe(1);
        await Store.CommitAsync(kept.Id, new(null, [Trial(500)], [], []), Cancellation);
        (await Store.ReadTrialsAsync(kept.Id, Cancellation).CountAsync(Cancellation)).ShouldBe(501);
    }

    [Fact]
    public async Task ListSweeps_ClockJumpsBack_KeepsTheOrderOfRecording()
    {
        foreach (var (name, minute) in new[] { ("b", 2), ("c", 0), ("a", 1), ("d", 1) })
            await Store.CreateSweepAsync(Sweep(name, at: Start.AddMinutes(minute)) with { DataFolder = null }, Cancellation);

        (await Store.ListSweepsAsync(Cancellation)).Select(sweep => sweep.Id).ShouldBe(["b-1", "c-1", "a-1", "d-1"]);
    }

    [Fact]
    public async Task ReadEvents_ClockJumpsBack_KeepsTheOrderOfRecording()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var other = await Store.CreateSweepAsync(Sweep(), Cancellation);
        EventRecord[] events =
        [
            new(Start, "submitted", null, ""), new(Start.AddHours(2), "paused", null, "by hand"),
            new(Start.AddHours(-3), "resumed", null, ""),
            new(Start.AddHours(-3), "trial-failed", 7, "why"), new(Start.AddHours(1), "finished", null, ""),
        ];
        foreach (var noted in events)
        {
            await Store.CommitAsync(sweep.Id, new(null, [], [], [noted]), Cancellation);
            await Store.CommitAsync(other.Id, new(null, [], [], [noted with { Detail = "other" }]), Cancellation);
        }

        await Store.CommitAsync(sweep.Id, new(null, [], [], events), Cancellation);

        (await Store.ReadEventsAsync(sweep.Id, Cancellation)).ShouldBe(events);
    }

    [Fact]
    public async Task CreateClaimedSweep_New_IsHeldFromItsBeginning()
    {
        await using var second = Open();
        var (sweep, claim) = await Store.CreateClaimedSweepAsync(Sweep(), Cancellation);

        (await second.FindSweepAsync(sweep.Id, Cancellation)).ShouldBe(sweep);
        (await second.FindClaimHolderAsync(sweep.Id, Cancellation)).ShouldBe(Environment.ProcessId);
        await Should.ThrowAsync<ClaimHeldException>(() => second.ClaimAsync(sweep.Id, claimant: null, Cancellation));
        await claim.DisposeAsync();
        (await second.FindClaimHolderAsync(sweep.Id, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_UnusualFigures_ReadBackAsTheyWere()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var changed = sweep with
        {
            Status = SweepStatus.Paused,
            Reason = "by hand",
            EpochBonus = 5,
            Pass = 1,
            Seeds = 7,
            RunSeconds = 1.25,
            Data = new("/größe", null),
        };
        EpochRecord[] epochs =
            [new(0, Unmeasurable), new(0, Report(2) with { ValidationLoss = null, ValidationAccuracy = null, TrainLoss = -0.0 })];
        EventRecord[] events = [new(Start.AddTicks(1), "paused", null, "by hand"), new(Start, "trial-failed", 0, "")];

        await Store.CommitAsync(sweep.Id, new(changed, Unusual, epochs, events), Cancellation);

        await using var second = Open();
        (await second.FindSweepAsync(sweep.Id, Cancellation)).ShouldBe(changed);
        (await second.ReadTrialsAsync(sweep.Id, Cancellation).ToListAsync(Cancellation)).ShouldBe(Unusual);
        foreach (var trial in Unusual)
            (await second.FindTrialAsync(sweep.Id, trial.Trial, Cancellation)).ShouldBe(trial);
        (await second.FindTrialAsync(sweep.Id, 99, Cancellation)).ShouldBeNull();
        var read = await second.ReadEpochsAsync(sweep.Id, null, Cancellation).ToListAsync(Cancellation);
        read.ShouldBe(epochs);
        double.IsNegative(read[1].Report.TrainLoss).ShouldBeTrue();
        (await second.ReadEventsAsync(sweep.Id, Cancellation)).ShouldBe(events);
    }

    [Fact]
    public async Task Commit_SameBatchTwice_ChangesNothing()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var batch = new StoreBatch(
            null, [Trial(0), Trial(1, null, TrialState.Failed)], [new(0, Report(1)), new(0, Report(2))],
            [new(Start, "trial-failed", 1, "why"), new(Start, "paused", null, "")]);

        await Store.CommitAsync(sweep.Id, batch, Cancellation);
        await Store.CommitAsync(sweep.Id, batch, Cancellation);

        (await Store.ReadTrialsAsync(sweep.Id, Cancellation).ToListAsync(Cancellation)).ShouldBe(batch.Trials);
        (await Store.ReadEpochsAsync(sweep.Id, null, Cancellation).ToListAsync(Cancellation)).ShouldBe(batch.Epochs);
        (await Store.ReadEventsAsync(sweep.Id, Cancellation)).ShouldBe(batch.Events);
        (await Store.CountTrialsAsync(sweep.Id, Cancellation)).ShouldBe(
            new Dictionary<TrialState, long> { [TrialState.Succeeded] = 1, [TrialState.Failed] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Commit_ThatFailsHalfway_LeavesNothing()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var batch = Batch(Trial(0), Trial(1, double.NaN));

        await Should.ThrowAsync<ArgumentException>(() => Store.CommitAsync(sweep.Id, batch, Cancellation));
        (await Store.CountTrialsAsync(sweep.Id, Cancellation)).ShouldBeEmpty();
        (await Store.FindTrialAsync(sweep.Id, 0, Cancellation)).ShouldBeNull();

        await Store.CommitAsync(sweep.Id, Batch(Trial(1)), Cancellation);
        (await Store.FindTrialAsync(sweep.Id, 1, Cancellation)).ShouldBe(Trial(1));
    }

    [Fact]
    public async Task AnyCall_UnknownSweep_IsRefusedByName()
    {
        (await Should.ThrowAsync<SweepException>(() => Store.CommitAsync("none-1", Batch(Trial(0)), Cancellation)))
            .Message.ShouldContain("none-1");
        (await Should.ThrowAsync<SweepException>(() => Store.CountTrialsAsync("none-1", Cancellation))).Kind.ShouldBe(SweepErrorKind.Input);
        (await Should.ThrowAsync<SweepException>(() => Store.ClaimAsync("none-1", claimant: null, Cancellation)))
            .Kind.ShouldBe(SweepErrorKind.Input);
    }

    [Fact]
    public async Task LoadProgress_OverPasses_FollowsTheLeases()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var none = await Store.LoadProgressAsync(sweep.Id, 0, Cancellation);
        (none.NextTrial, none.Open.Count, none.Failed).ShouldBe((0, 0, 0));
        var running = Trial(1, null, TrialState.Running);
        var waiting = Trial(3, null, TrialState.Waiting);

        await Store.CommitAsync(sweep.Id, Batch(waiting, Trial(0), running, Trial(2, null, TrialState.Failed)), Cancellation);
        var first = await Store.LoadProgressAsync(sweep.Id, 0, Cancellation);
        first.NextTrial.ShouldBe(4);
        first.Open.ShouldBe([running, waiting]);
        first.Failed.ShouldBe(1);

        await Store.CommitAsync(sweep.Id, Batch(Trial(0, pass: 1), running with { Pass = 1 }), Cancellation);
        var second = await Store.LoadProgressAsync(sweep.Id, 1, Cancellation);
        second.NextTrial.ShouldBe(2);
        second.Open.ShouldBe([running with { Pass = 1 }]);
        second.Failed.ShouldBe(1);
    }

    [Fact]
    public async Task Read_ManyRows_StreamsThemInOrder()
    {
        const int trials = 2500;
        var sweep = await Store.CreateSweepAsync(Sweep(configurations: trials), Cancellation);
        var other = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var records = Enumerable.Range(0, trials).Select(trial => Trial(trial, configurations: trials)).ToList();
        var epochs = records.SelectMany(trial => new EpochRecord[] { new(trial.Trial, Report(1)), new(trial.Trial, Report(2)) }).ToList();
        await Store.CommitAsync(other.Id, new(null, [Trial(7)], [new(7, Report(7))], []), Cancellation);
        await Store.CommitAsync(sweep.Id, new(null, [.. Enumerable.Reverse(records)], [.. Enumerable.Reverse(epochs)], []), Cancellation);

        (await Store.ReadTrialsAsync(sweep.Id, Cancellation).ToListAsync(Cancellation)).ShouldBe(records);
        (await Store.ReadEpochsAsync(sweep.Id, null, Cancellation).ToListAsync(Cancellation)).ShouldBe(epochs);
        (await Store.ReadEpochsAsync(sweep.Id, 1999, Cancellation).ToListAsync(Cancellation)).ShouldBe(epochs[3998..4000]);
        (await Store.ReadEpochsAsync(sweep.Id, trials, Cancellation).ToListAsync(Cancellation)).ShouldBeEmpty();
    }

    /// <summary>So many epochs that a store may write them in another way than a few.</summary>
    [Fact]
    public async Task Commit_ManyEpochsOfWhichSomeAreRecorded_KeepsTheLatestOfEach()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        List<EpochRecord> first = [new(0, Unmeasurable), .. Enumerable.Range(1, 300).Select(epoch => new EpochRecord(1, Report(epoch)))];
        List<EpochRecord> second =
        [
            .. Enumerable.Range(200, 300).Select(epoch => new EpochRecord(1, Report(epoch, loss: 2))),
            new(2, Report(1) with { ValidationLoss = null, ValidationAccuracy = null }),
        ];

        await Store.CommitAsync(sweep.Id, new(null, [Trial(0)], [.. first, first[^1]], []), Cancellation);
        await Store.CommitAsync(sweep.Id, new(null, [Trial(0), Trial(1)], second, []), Cancellation);
        await Store.CommitAsync(sweep.Id, new(null, [Trial(0), Trial(1)], second, []), Cancellation);

        (await Store.ReadEpochsAsync(sweep.Id, null, Cancellation).ToListAsync(Cancellation)).ShouldBe([.. first[..200], .. second]);
        (await Store.CountTrialsAsync(sweep.Id, Cancellation)).ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = 2 });
    }

    [Fact]
    public async Task Request_LaterReplacesEarlier_AndIsTakenOnce()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var other = await Store.CreateSweepAsync(Sweep(), Cancellation);
        await using var second = Open();
        (await Store.TakeRequestAsync(sweep.Id, Cancellation)).ShouldBeNull();

        await second.PostRequestAsync(sweep.Id, SweepRequest.Pause, Cancellation);
        await second.PostRequestAsync(sweep.Id, SweepRequest.Cancel, Cancellation);

        (await Store.TakeRequestAsync(other.Id, Cancellation)).ShouldBeNull();
        (await Store.TakeRequestAsync(sweep.Id, Cancellation)).ShouldBe(SweepRequest.Cancel);
        (await Store.TakeRequestAsync(sweep.Id, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Claim_WhileHeld_IsRefusedWithTheHolder()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var other = await Store.CreateSweepAsync(Sweep(), Cancellation);
        await using var second = Open();
        (await Store.FindClaimHolderAsync(sweep.Id, Cancellation)).ShouldBeNull();

        var claim = await Store.ClaimAsync(sweep.Id, claimant: null, Cancellation);

        (await second.FindClaimHolderAsync(sweep.Id, Cancellation)).ShouldBe(Environment.ProcessId);
        var refusal = await Should.ThrowAsync<SweepException>(() => second.ClaimAsync(sweep.Id, claimant: null, Cancellation));
        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain($"{Environment.ProcessId}");
        await using (await second.ClaimAsync(other.Id, claimant: null, Cancellation))
            (await second.FindClaimHolderAsync(other.Id, Cancellation)).ShouldBe(Environment.ProcessId);
        await claim.DisposeAsync();
        await claim.DisposeAsync();
        (await second.FindClaimHolderAsync(sweep.Id, Cancellation)).ShouldBeNull();
        await using var next = await second.ClaimAsync(sweep.Id, claimant: null, Cancellation);
        (await Store.FindClaimHolderAsync(sweep.Id, Cancellation)).ShouldBe(Environment.ProcessId);
    }

    [Fact]
    public async Task Commit_WithDecisions_KeepsEachAsItWasFirst()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var other = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var enormous = Int128.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture);
        DecisionRecord[] decisions =
        [
            new(1, "0", "start", 0, 0, "the next configuration"), new(2, "27", "promote", long.MaxValue, 3, "1st of 3: «näher»"),
            new(10, enormous, "stop", 7, int.MaxValue, ""),
        ];
        await Store.CommitAsync(sweep.Id, new(null, [Trial(0)], [], []) { Decisions = [decisions[2], decisions[0]] }, Cancellation);
        await Store.CommitAsync(
            sweep.Id, new(null, [], [], []) { Decisions = [decisions[0] with { Reason = "another" }, decisions[1]] }, Cancellation);

        await using var second = Open();
        (await second.ReadDecisionsAsync(sweep.Id, Cancellation)).ShouldBe(decisions);
        (await second.ReadDecisionsAsync(other.Id, Cancellation)).ShouldBeEmpty();
        await Store.DeleteSweepAsync(sweep.Id, Cancellation);
        await Should.ThrowAsync<SweepException>(() => Store.ReadDecisionsAsync(sweep.Id, Cancellation));
    }

    [Fact]
    public async Task Commit_OfTrialsThatWaitOrAreStopped_LeavesThemOutOfTheMeans()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        await Store.CommitAsync(
            sweep.Id,
            Batch(
                Trial(0, 0.5), Trial(1, 0.99, TrialState.Running) with { StopAt = 3 }, Trial(2, 0.9, TrialState.Paused) with { StopAt = 3 },
                Trial(3, 0.95, TrialState.Stopped) with { StopAt = 1 }),
            Cancellation);
        await Store.CommitAsync(sweep.Id, Batch(Trial(1, 0.99, TrialState.Stopped) with { StopAt = 3 }), Cancellation);

        (await Store.ReadLeadersAsync(sweep.Id, Model.Spec.Goal.Maximize, 10, Cancellation))
            .Select(leader => leader.Configuration).ShouldBe([0]);
        (await Store.FindTrialAsync(sweep.Id, 1, Cancellation))!.StopAt.ShouldBe(3);
        (await Store.FindTrialAsync(sweep.Id, 0, Cancellation))!.StopAt.ShouldBeNull();
        (await Store.CountTrialsAsync(sweep.Id, Cancellation))[TrialState.Stopped].ShouldBe(2);
    }
}
