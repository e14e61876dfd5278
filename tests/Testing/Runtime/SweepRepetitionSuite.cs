using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Testing.Runtime;

/// <summary>Requests that a client repeats with their idempotency key, because it lost the answer.</summary>
public abstract class SweepRepetitionSuite(SweepHosts hosts) : SweepSuite(hosts)
{
    private const string Key = "8e03978e-40d5-43dd-bc93-6894a57f9324";

    [Fact]
    public async Task Submit_Repeated_RunsOneSweep()
    {
        var first = await SubmitAsync(Grid, Key);
        var again = await SubmitAsync(Grid, Key);
        await EndOfAsync(first.Id);
        var ended = await SubmitAsync(Grid, Key);

        again.Id.ShouldBe(first.Id);
        (ended.Id, ended.Status).ShouldBe((first.Id, SweepStatus.Finished));
        (await Store.ListSweepsAsync(Cancellation)).Select(sweep => sweep.Id).ShouldBe([first.Id]);
        await ShouldBeCompleteAsync(first.Id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Submit_SeveralAtOnceWithOneKey_RunOneSweep()
    {
        var sweeps = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SubmitAsync(Grid, Key)));

        sweeps.Select(sweep => sweep.Id).Distinct().ShouldHaveSingleItem();
        (await Store.ListSweepsAsync(Cancellation)).ShouldHaveSingleItem();
        await EndOfAsync(sweeps[0].Id);
    }

    [Fact]
    public async Task Submit_WithTheKeyOfAnotherSpec_IsRefused()
    {
        var first = await SubmitAsync(Grid, Key);

        var refusal = await Should.ThrowAsync<SweepException>(() => SubmitAsync(Grid + "seed: 7\n", Key));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain($"'{Key}' was used");
        (await Store.ListSweepsAsync(Cancellation)).ShouldHaveSingleItem();
        await EndOfAsync(first.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Extend_Repeated_ExtendsOnce(bool byEpochs)
    {
        var id = await FinishAsync();
        SweepChange extend = byEpochs ? new SweepChange.ExtendEpochs(2) : new SweepChange.ExtendSeeds(1);
        await ChangeAsync(id, WithKey(extend));
        await EndOfAsync(id);

        var again = await ChangeAsync(id, WithKey(extend));
        await EndOfAsync(id);

        (again.Status, again.EpochBonus, again.Seeds).ShouldBe((SweepStatus.Finished, byEpochs ? 2 : 0, byEpochs ? 2 : 3));
        await ShouldBeCompleteAsync(id, trials: byEpochs ? 4 : 6, epochs: byEpochs ? 5 : 3);
    }

    // Without a key it would be refused, because trials are running.
    [Fact]
    public async Task Extend_RepeatedWhileItTrains_AnswersTheSweep()
    {
        var id = await FinishAsync();
        var gate = Trainer.HoldBefore(1, epoch: 4);
        await ChangeAsync(id, WithKey(new SweepChange.ExtendEpochs(2)));
        await gate.Reached;

        var again = await ChangeAsync(id, WithKey(new SweepChange.ExtendEpochs(2)));
        gate.Open();
        await EndOfAsync(id);

        (again.Status, again.EpochBonus).ShouldBe((SweepStatus.Running, 2));
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 5);
    }

    [Fact]
    public async Task Extend_WithTheKeyOfAnotherChange_IsRefused()
    {
        var id = await FinishAsync();
        await ChangeAsync(id, WithKey(new SweepChange.ExtendEpochs(1)));
        await EndOfAsync(id);

        var refusal = await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, WithKey(new SweepChange.ExtendEpochs(2))));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain($"'{Key}' was used");
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 4);
    }

    // The key of a request that was refused may be used again: nothing was done.
    [Fact]
    public async Task Extend_RefusedBefore_IsTriedAgain()
    {
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = (await SubmitAsync(Grid, "another")).Id;
        await gate.Reached;
        await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, WithKey(new SweepChange.ExtendEpochs(1))));
        gate.Open();
        await EndOfAsync(id);

        await ChangeAsync(id, WithKey(new SweepChange.ExtendEpochs(1)));
        await EndOfAsync(id);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 4);
    }

    [Theory]
    [InlineData("pause", SweepStatus.Paused)]
    [InlineData("cancel", SweepStatus.Cancelled)]
    public async Task Change_Repeated_AnswersTheSweep(string change, SweepStatus status)
    {
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        SweepChange asked = change == "pause" ? new SweepChange.Pause("by a test") : new SweepChange.Cancel();
        await ChangeAsync(id, WithKey(asked));
        gate.Open();
        await EndOfAsync(id);

        (await ChangeAsync(id, WithKey(asked))).Status.ShouldBe(status);
    }

    private static SweepChange WithKey(SweepChange change) => change with { Key = RequestKey.FromChange(Key, change) };

    private Task<SweepRecord> SubmitAsync(string body, string key)
    {
        var text = Specs.Quick(body).Text;
        var submission = new SweepSubmission(text, DataFolder: null) { Key = RequestKey.FromSubmission(key, text, dataFolder: null) };
        return Service.SubmitAsync(submission, Cancellation).WithinDeadlineAsync("a sweep to be submitted");
    }
}
