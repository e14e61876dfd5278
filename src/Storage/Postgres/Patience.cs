using SweepCluster.Model;
using SweepCluster.Model.Retries;

namespace SweepCluster.Storage.Postgres;

/// <summary>Tries again while a failure is one that passes, for a limited time.</summary>
/// <param name="place">The database, for messages.</param>
internal sealed class Patience(string place, TimeProvider time)
{
    private static readonly RetryPolicy Policy = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1), Deadline: TimeSpan.Zero);

    /// <summary>The work may have been done although it failed, so it must be such that doing it again changes nothing.</summary>
    /// <exception cref="SweepException">The database refuses, or didn't answer for <paramref name="limit"/>.</exception>
    public async Task<T> TryAsync<T>(TimeSpan limit, Func<Task<T>> work, CancellationToken cancellation)
    {
        var attempts = Start(limit);
        while (true)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (Exception failure) when (PostgresFailure.IsTransient(failure) && attempts.MayRetry)
            {
                await attempts.WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (Refusal(failure) is { } refusal)
            {
                throw refusal;
            }
        }
    }

    /// <summary>The same for callers that can't await.</summary>
    public T Try<T>(TimeSpan limit, Func<T> work)
    {
        var attempts = Start(limit);
        while (true)
        {
            try
            {
                return work();
            }
            catch (Exception failure) when (PostgresFailure.IsTransient(failure) && attempts.MayRetry)
            {
                attempts.Wait();
            }
            catch (Exception failure) when (Refusal(failure) is { } refusal)
            {
                throw refusal;
            }
        }
    }

    private RetryAttempts Start(TimeSpan limit) => (Policy with { Deadline = limit }).Start(time);

    /// <summary>Null: the failure is to be thrown as it is.</summary>
    private SweepException? Refusal(Exception failure) =>
        PostgresFailure.Translate(failure, place) is SweepException refusal && !ReferenceEquals(refusal, failure) ? refusal : null;
}
