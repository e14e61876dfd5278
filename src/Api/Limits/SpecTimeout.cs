using System.Globalization;
using SweepCluster.Model;

namespace SweepCluster.Api.Limits;

/// <summary>Limits the cost of checking submitted specs: a few are checked at a time, each until a timeout or the end of its
/// request.</summary>
internal sealed class SpecTimeout(TimeSpan timeout, TimeProvider time)
{
    // The other half of the cores answers the other requests.
    private static readonly SemaphoreSlim Checking = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <param name="check">Everything whose cost depends on the spec alone; it receives a token that ends it.</param>
    /// <param name="request">Cancelled with the request.</param>
    /// <exception cref="SweepException">The timeout has passed; otherwise any exception of <paramref name="check"/>.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> check, CancellationToken request)
    {
        await Checking.WaitAsync(request);
        using var limit = new CancellationTokenSource(timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request, limit.Token);
        try
        {
            return await Task.Run(() => check(end.Token), end.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !request.IsCancellationRequested)
        {
            throw new SweepException(string.Create(
                CultureInfo.InvariantCulture,
                $"The spec can't be checked within {timeout.TotalSeconds:0.#} seconds. "
                + $"Give its axes fewer values, or draw fewer random samples."));
        }
        finally
        {
            Checking.Release();
        }
    }
}
