using SweepCluster.Model;

namespace SweepCluster.Storage.Postgres;

/// <summary>Tries again while a failure is one that passes, for a limited time.</summary>
/// <param name="place">The database, for messages.</param>
internal sealed class Patience(string place, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    /// <summary>The work may have been done although it failed, so it must be such that doing it again changes nothing.</summary>
    /// <exception cref="SweepException">The database refuses, or didn't answer for <paramref name="limit"/>.</exception>
    public async Task<T> TryAsync<T>(TimeSpan limit, Func<Task<T>> work, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (Exception failure) when (IsWorthWaiting(failure, started, limit))
            {
            }
            catch (Exception failure) when (PostgresFailure.Of(failure, place) is SweepException refusal && !ReferenceEquals(refusal, failure))
            {
                throw refusal;
            }

            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The same for callers that can't await.</summary>
    public T Try<T>(TimeSpan limit, Func<T> work)
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                return work();
            }
            catch (Exception failure) when (IsWorthWaiting(failure, started, limit))
            {
            }
            catch (Exception failure) when (PostgresFailure.Of(failure, place) is SweepException refusal && !ReferenceEquals(refusal, failure))
            {
                throw refusal;
            }

            Wait(pause);
        }
    }

    public void Wait(TimeSpan pause)
    {
        using var elapsed = new ManualResetEventSlim();
        using var timer = time.CreateTimer(_ => elapsed.Set(), null, pause, Timeout.InfiniteTimeSpan);
        elapsed.Wait();
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < MaxPause ? pause * 2 : MaxPause;

    private bool IsWorthWaiting(Exception failure, long started, TimeSpan limit) =>
        PostgresFailure.IsTransient(failure) && time.GetElapsedTime(started) < limit;
}
