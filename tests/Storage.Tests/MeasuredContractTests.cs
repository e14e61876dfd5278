using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing;
using SweepCluster.Testing.Stores;
using SweepCluster.Testing.Telemetry;

namespace SweepCluster.Storage.Tests;

/// <summary>A measured store is a store like any other; and what it was asked shows.</summary>
public sealed class MeasuredContractTests : ResultStoreContract
{
    private readonly TemporaryFolder _home = new();
    private readonly SweepMeter _meter = new(TimeProvider.System);
    private readonly TextExposition _exposition;

    public MeasuredContractTests() => _exposition = new(_meter);

    [Fact]
    public async Task Calls_AreCountedByOperationAndFailure()
    {
        var sweep = await Store.CreateSweepAsync(StoreSamples.Sweep("a"), Cancellation);
        await using var claim = await Store.ClaimAsync(sweep.Id, claimant: null, Cancellation);
        await Should.ThrowAsync<SweepException>(() => Store.ClaimAsync(sweep.Id, claimant: null, Cancellation));
        await foreach (var trial in Store.ReadTrialsAsync(sweep.Id, Cancellation))
            trial.ShouldBeNull();

        var text = _exposition.Read();

        text.ShouldContain("sweepcluster_store_call_seconds_count{operation=\"create_sweep\"} 1\n");
        text.ShouldContain("sweepcluster_store_call_seconds_count{operation=\"claim\"} 2\n");
        text.ShouldContain("sweepcluster_store_errors_total{operation=\"claim\"} 1\n");
        text.ShouldContain("sweepcluster_store_call_seconds_count{operation=\"read_trials\"} 1\n");
        text.ShouldContain("sweepcluster_store_errors_total{operation=\"read_trials\"} 0\n");
    }

    // Both ways to claim a sweep are one operation, and both ways to create one.
    [Fact]
    public void Operations_AreNoMoreThanHaveSeries() =>
        typeof(IResultStore).GetMethods().Select(method => method.Name.Replace("Claimed", "", StringComparison.Ordinal)).Distinct().Count()
            .ShouldBeLessThanOrEqualTo(SweepMeter.MaxOperations);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _exposition.Dispose();
        _meter.Dispose();
        _home.Dispose();
    }

    protected override IResultStore Open() => new MeasuredResultStore(SqliteResultStore.Open(_home.Path), _meter, TimeProvider.System);
}
