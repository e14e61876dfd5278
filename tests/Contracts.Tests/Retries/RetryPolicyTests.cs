using SweepCluster.Model.Retries;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Contracts.Tests.Retries;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Policy =
        new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Wait_AgainAndAgain_DoublesUpToTheMaximum()
    {
        var time = new SkippedTime();
        var attempts = Policy.Start(time);

        for (var i = 0; i < 5; i++)
            attempts.Wait();

        time.Pauses.ShouldBe([100, 200, 400, 500, 500]);
    }

    [Fact]
    public async Task WaitAsync_BeforeItsPauseIsOver_IsNotComplete()
    {
        var time = TestClock.Create();
        var waiting = Policy.Start(time).WaitAsync(Cancellation);

        time.Advance(TimeSpan.FromMilliseconds(99));
        waiting.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting.WithinDeadlineAsync("the pause to end");
    }

    [Fact]
    public async Task WaitAsync_Cancelled_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Policy.Start(TestClock.Create()).WaitAsync(stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WithinDeadlineAsync("the pause to be cancelled"));
    }

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(1000, true, true)]
    [InlineData(1001, true, false)]
    [InlineData(1999, true, false)]
    [InlineData(2000, false, false)]
    public void MayRetry_UntilTheDeadline_IsTrue(int elapsed, bool mayRetry, bool mayRetryAfterASecond)
    {
        var time = TestClock.Create();
        var attempts = Policy.Start(time);

        time.Advance(TimeSpan.FromMilliseconds(elapsed));

        attempts.MayRetry.ShouldBe(mayRetry);
        attempts.MayRetryAfter(TimeSpan.FromSeconds(1)).ShouldBe(mayRetryAfterASecond);
    }

    [Fact]
    public void MayRetry_WithoutTime_IsFalse() =>
        (Policy with { Deadline = TimeSpan.Zero }).Start(TestClock.Create()).MayRetry.ShouldBeFalse();

    /// <summary>Its timers fire at once.</summary>
    private sealed class SkippedTime : TimeProvider
    {
        public List<double> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime.TotalMilliseconds);
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
