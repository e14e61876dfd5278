using Microsoft.Extensions.Time.Testing;
using SweepCluster.Api.Metrics;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Metrics;

/// <summary>For how long the end of a run waits for Prometheus.</summary>
public sealed class ScrapeRhythmTests
{
    private readonly FakeTimeProvider _time = TestClock.Create();
    private readonly ScrapeRhythm _rhythm;

    public ScrapeRhythmTests() => _rhythm = new(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Reading_IsExpectedOnceThereWereTwo()
    {
        _rhythm.Expected.ShouldBeNull();
        Read();
        _rhythm.Expected.ShouldBeNull("a single reading has no rhythm");
        _time.Advance(TimeSpan.FromSeconds(10));
        Read();

        _rhythm.Expected.ShouldBe(TimeSpan.FromSeconds(15));
        _time.Advance(TimeSpan.FromSeconds(4));
        _rhythm.Expected.ShouldBe(TimeSpan.FromSeconds(11));
    }

    [Fact]
    public void Reading_OfAReaderThatHasStopped_IsNotExpected()
    {
        Read();
        _time.Advance(TimeSpan.FromSeconds(10));
        Read();
        _time.Advance(TimeSpan.FromSeconds(16));

        _rhythm.Expected.ShouldBeNull();
    }

    [Fact]
    public void Reading_OnceInALongTime_IsWaitedForAMinuteAtMost()
    {
        Read();
        _time.Advance(TimeSpan.FromMinutes(5));
        Read();

        _rhythm.Expected.ShouldBe(ScrapeRhythm.MaxWait);
    }

    [Fact]
    public async Task Wait_EndsWithAReadingThatBeganAfterIt()
    {
        var early = _rhythm.Begin();
        var wait = _rhythm.WaitAsync(TimeSpan.FromSeconds(15), Cancellation);

        early();
        wait.IsCompleted.ShouldBeFalse("the earlier reading may lack the last figures");
        Read();

        (await wait.WithinDeadlineAsync("the wait to end")).ShouldBeTrue();
    }

    [Fact]
    public async Task Wait_ForAReadingThatDoesNotCome_EndsAtItsLimit()
    {
        var wait = _rhythm.WaitAsync(TimeSpan.FromSeconds(15), Cancellation);

        _time.Advance(TimeSpan.FromSeconds(15));

        (await wait.WithinDeadlineAsync("the wait to end")).ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_ThatTheUserEnds_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var wait = _rhythm.WaitAsync(TimeSpan.FromSeconds(15), stop.Token);

        await stop.CancelAsync();

        (await wait.WithinDeadlineAsync("the wait to end")).ShouldBeFalse();
    }

    private void Read() => _rhythm.Begin()();
}
