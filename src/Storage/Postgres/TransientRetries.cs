using SweepCluster.Model;
using SweepCluster.Model.Retries;

namespace SweepCluster.Storage.Postgres;

/// <summary>Retries work after transient failures, until a timeout.</summary>
/// <param name="place">The database, for messages.</param>
internal sealed class TransientRetries(string place, TimeProvider time)
{
    private static readonly RetryPolicy Policy = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1), Deadline: TimeSpan.Zero);

    /// <summary>Runs work that may be repeated: it may have succeeded although it failed, so repeating it must change nothing.</summary>
    /// <exception cref="SweepException">The database refuses, or did not answer within <paramref name="limit"/>.</exception>
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

    /// <summary>Runs work as <see cref="TryAsync"/> does, for callers that can't await.</summary>
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

    /// <summary>The failure as a message for the user; null if it is to be thrown as it is.</summary>
    private SweepException? Refusal(Exception failure) =>
        PostgresFailure.Translate(failure, place) is SweepException refusal && !ReferenceEquals(refusal, failure) ? refusal : null;
}
