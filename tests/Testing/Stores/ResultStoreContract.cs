using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using static SweepCluster.Testing.Stores.StoreSamples;

namespace SweepCluster.Testing.Stores;

/// <summary>What every store must do; each backend derives its tests from these.</summary>
public abstract class ResultStoreContract : ScheduleStoreContract
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
    public async Task CreateSweep_WithAUsedKey_RecordsNothing()
    {
        var key = new RequestKey("a key", "what was asked");
        var sweep = await Store.CreateSweepAsync(Sweep("a") with { Key = key }, Cancellation);
        await using var second = Open();

        await Should.ThrowAsync<KeyUsedException>(() => second.CreateSweepAsync(Sweep("b") with { Key = key }, Cancellation));
        await Should.ThrowAsync<KeyUsedException>(() => second.CreateClaimedSweepAsync(Sweep("a") with { Key = key }, Cancellation));

        (await second.FindKeyAsync(sweepId: null, key.Value, Cancellation)).ShouldBe(new(key, sweep.Id, Start));
        (await second.FindKeyAsync(sweep.Id, key.Value, Cancellation)).ShouldBeNull("a sweep's changes have keys of their own");
        (await second.FindKeyAsync(sweepId: null, "another key", Cancellation)).ShouldBeNull();
        (await second.ListSweepsAsync(Cancellation)).ShouldBe([sweep]);
    }

    [Fact]
    public async Task CreateSweep_SeveralAtOnceWithOneKey_RecordsOne()
    {
        await using var second = Open();

        // On threads of their own: a store may work on the calling one.
        var created = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(number => Task.Run(() => TryCreateAsync(number % 2 == 0 ? Store : second, number), Cancellation)));

        var sweep = created.OfType<SweepRecord>().ShouldHaveSingleItem();
        (await Store.ListSweepsAsync(Cancellation)).ShouldBe([sweep]);
        (await Store.FindKeyAsync(sweepId: null, "a key", Cancellation)).ShouldNotBeNull().SweepId.ShouldBe(sweep.Id);

        static async Task<SweepRecord?> TryCreateAsync(IResultStore store, int number)
        {
            try
            {
                return await store.CreateSweepAsync(Sweep($"sweep-{number}") with { Key = new("a key", $"{number}") }, Cancellation);
            }
            catch (KeyUsedException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task CreateSweep_WithAnExpiredKey_RecordsAnother()
    {
        var key = new RequestKey("a key", "what was asked");
        await Store.CreateSweepAsync(Sweep("a") with { Key = key }, Cancellation);

        var late = Sweep("a", at: Start + RequestKey.Lifetime) with { Key = key };
        await Should.ThrowAsync<KeyUsedException>(
            () => Store.CreateSweepAsync(late with { CreatedAt = late.CreatedAt.AddTicks(-1) }, Cancellation));
        var sweep = await Store.CreateSweepAsync(late, Cancellation);

        sweep.Id.ShouldBe("a-2");
        (await Store.FindKeyAsync(sweepId: null, key.Value, Cancellation)).ShouldBe(new(key, "a-2", late.CreatedAt));
    }

    [Fact]
    public async Task Commit_WithAKey_IsFoundForItsSweepAlone()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var other = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var use = new KeyUse(new("a key", "what was asked"), sweep.Id, Start);
        var batch = new StoreBatch(sweep with { EpochBonus = 2 }, [], [], []) { Keys = [use] };

        await Store.CommitAsync(sweep.Id, batch, Cancellation);
        await Store.CommitAsync(sweep.Id, batch, Cancellation);

        await using var second = Open();
        (await second.FindKeyAsync(sweep.Id, "a key", Cancellation)).ShouldBe(use);
        (await second.FindKeyAsync(other.Id, "a key", Cancellation)).ShouldBeNull();
        (await second.FindKeyAsync(sweepId: null, "a key", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_WithAKey_DropsThoseThatHaveExpired()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var (first, second) = (Use("first", Start), Use("second", Start.AddHours(1)));
        foreach (var use in new[] { first, second, Use("third", Start + RequestKey.Lifetime) })
            await Store.CommitAsync(sweep.Id, new(null, [], [], []) { Keys = [use] }, Cancellation);

        (await Store.FindKeyAsync(sweep.Id, "first", Cancellation)).ShouldBeNull();
        (await Store.FindKeyAsync(sweep.Id, "second", Cancellation)).ShouldBe(second);

        KeyUse Use(string key, DateTimeOffset at) => new(new(key, "what was asked"), sweep.Id, at);
    }

    [Fact]
    public async Task DeleteSweep_SubmittedWithAKey_KeepsTheKeyUsed()
    {
        var key = new RequestKey("a key", "what was asked");
        var sweep = await Store.CreateSweepAsync(Sweep() with { Key = key }, Cancellation);

        await Store.DeleteSweepAsync(sweep.Id, Cancellation);

        (await Store.FindKeyAsync(sweepId: null, key.Value, Cancellation)).ShouldBe(new(key, sweep.Id, Start));
        var refusal = await Should.ThrowAsync<SweepException>(
            () => RepeatedRequests.FindAsync(Store, sweepId: null, key, Start, Cancellation));
        refusal.Message.ShouldContain("has been removed");
    }
}
