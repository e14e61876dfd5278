using SweepCluster.Contracts.Grains;
using SweepCluster.Grains.Placement;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests;

/// <summary>Slots that are late, repeat themselves or are out of order, played by the test against the real grains.</summary>
public sealed class FenceTests : IAsyncLifetime
{
    private const string Grid = "base: {epochs: 3}\nspace: {width: [8, 16]}\n";

    private readonly ClusterHosts _hosts = new();
    private SweepHost _host = null!;
    private string _id = "";

    private string Mine => $"{_hosts.Silo}/8";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ISweepGrain Sweep => _hosts.Grains.GetGrain<ISweepGrain>(_id);

    public async ValueTask InitializeAsync()
    {
        // No slots: the test is the only one.
        _host = await _hosts.StartAsync(new ScriptedTrainer(), 1, Accelerator.Cpu, SiloLabels.Coordinator);
        _id = (await _host.Service.SubmitAsync(new(Specs.Quick(Grid).Text, null), Cancellation)).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _hosts.DisposeAsync();
    }

    [Fact]
    public async Task Exchange_WhoseAnswerWasLost_AnswersTheSameLeases()
    {
        var first = await Sweep.ExchangeAsync(new(Mine, 1, 1, []));
        var again = await Sweep.ExchangeAsync(new(Mine, 2, 1, []));

        again.Leases.ShouldBe(first.Leases);
        first.Leases.Single().Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Exchange_ThatArrivesLate_IsIgnored()
    {
        var lease = (await Sweep.ExchangeAsync(new(Mine, 2, 1, []))).Leases.Single();

        var late = await Sweep.ExchangeAsync(new(Mine, 1, 1, [Report(lease, 1)]));

        late.Leases.ShouldBeEmpty();
        late.Late.ShouldBeTrue();
        (await _host.Store.FindTrialAsync(_id, lease.Trial, Cancellation))!.Epochs.ShouldBe(0);
    }

    [Fact]
    public async Task Report_ThatIsRepeated_IsRecordedOnce()
    {
        var lease = (await Sweep.ExchangeAsync(new(Mine, 1, 1, []))).Leases.Single();

        await Sweep.ExchangeAsync(new(Mine, 2, 0, [Report(lease, 2)]));
        await Sweep.ExchangeAsync(new(Mine, 3, 0, [Report(lease, 2)]));

        (await _host.Store.ReadEpochsAsync(_id, lease.Trial, Cancellation).ToArrayAsync(Cancellation)).Length.ShouldBe(2);
        (await _host.Store.FindTrialAsync(_id, lease.Trial, Cancellation))!.TrainSeconds.ShouldBe(2);
    }

    [Fact]
    public async Task End_ThatIsRepeated_IsRecordedOnceAndFreesTheSlot()
    {
        var lease = (await Sweep.ExchangeAsync(new(Mine, 1, 1, []))).Leases.Single();
        var end = Report(lease, 0) with { Outcome = new TrialOutcome.Failed("bad luck") };

        await Sweep.ExchangeAsync(new(Mine, 2, 0, [end]));
        var orders = await Sweep.ExchangeAsync(new(Mine, 3, 0, [end]));

        orders.Stop.ShouldBeEmpty();
        (await _host.Store.FindTrialAsync(_id, lease.Trial, Cancellation))!.Failures.ShouldBe(1);
    }

    [Fact]
    public async Task Report_OfAnotherAttempt_IsToldToStopAndNotRecorded()
    {
        var lease = (await Sweep.ExchangeAsync(new(Mine, 1, 1, []))).Leases.Single();

        var orders = await Sweep.ExchangeAsync(new(Mine, 2, 0, [Report(lease with { Attempt = 0 }, 3)]));

        orders.Stop.ShouldBe([new(lease.Trial, 0)]);
        (await _host.Store.FindTrialAsync(_id, lease.Trial, Cancellation))!.Epochs.ShouldBe(0);
    }

    [Fact]
    public async Task Lease_OfASlotThatFallsSilent_GoesToAnotherAndTheFirstIsToldToStop()
    {
        var lease = (await Sweep.ExchangeAsync(new(Mine, 1, 1, []))).Leases.Single();
        var sequence = 0;
        var next = (await Eventually.ReadAsync(
            $"the lease of trial {lease.Trial} to expire",
            async () => (await Sweep.ExchangeAsync(new($"{_hosts.Silo}/9", ++sequence, 1, [])))
                .Leases.SingleOrDefault(other => other.Trial == lease.Trial),
            next => next is not null))!;

        var orders = await Sweep.ExchangeAsync(new(Mine, 2, 0, [Report(lease, 1)]));

        next.Attempt.ShouldBe(2);
        orders.Stop.ShouldBe([new(lease.Trial, 1)]);
    }

    [Fact]
    public async Task Trial_AfterANewerAttemptBegan_RefusesTheOlder()
    {
        await using var worker = await _hosts.StartAsync(new ScriptedTrainer(), 1, Accelerator.Gpu, SiloLabels.Worker);
        var trial = _hosts.Grains.GetGrain<ITrialGrain>(new TrialKey(Accelerator.Gpu, _id, 0).ToString());
        var lease = (await Sweep.ExchangeAsync(new(Mine, 1, 1, []))).Leases.Single();
        (await trial.BeginAsync(lease with { Attempt = 2 })).ShouldBeTrue();

        (await trial.BeginAsync(lease)).ShouldBeFalse();
        (await trial.ReportAsync(Report(lease, 1))).ShouldBeFalse();
        (await trial.ReportAsync(Report(lease with { Attempt = 2 }, 1))).ShouldBeTrue();
    }

    [Fact]
    public async Task Trial_ThatIsActivatedAnew_KnowsTheNewestAttemptFromTheStore()
    {
        await using var worker = await _hosts.StartAsync(new ScriptedTrainer(), 1, Accelerator.Gpu, SiloLabels.Worker);
        var lease = (await Sweep.ExchangeAsync(new(Mine, 1, 1, []))).Leases.Single();
        var trial = _hosts.Grains.GetGrain<ITrialGrain>(new TrialKey(Accelerator.Gpu, _id, lease.Trial).ToString());

        (await trial.ReportAsync(Report(lease with { Attempt = 0 }, 1))).ShouldBeFalse();
        (await trial.ReportAsync(Report(lease, 1))).ShouldBeTrue();
    }

    private static TrialReport Report(TrialLease lease, int epochs) => new(
        lease.Trial, lease.Attempt,
        Enumerable.Range(1, epochs).Select(epoch => new EpochReport(epoch, 1.0 / epoch, 0.5, null, null, 0.1, 1, 100)).ToEquatableArray(),
        null, null, default, 0);
}
