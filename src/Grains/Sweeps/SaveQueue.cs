using SweepCluster.Contracts.Ports;
using SweepCluster.Sweeps.Running;

namespace SweepCluster.Grains.Sweeps;

/// <summary>Saves a ledger in batches, one at a time: what is decided while one is being written goes into the next. For the
/// interleaved calls of one grain; not thread-safe.</summary>
internal sealed class SaveQueue(SweepLedger ledger, IResultStore store)
{
    private TaskCompletionSource? _next;
    private bool _saving;

    /// <summary>Batches saved so far.</summary>
    public long Saved { get; private set; }

    /// <summary>Final: the ledger is ahead of the truth, and nothing more is saved.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Ends once all that is decided by now is saved.</summary>
    public Task SaveAsync()
    {
        if (Failure is { } failure)
            return Task.FromException(failure);
        _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        var mine = _next.Task;
        if (!_saving)
        {
            _saving = true;
            _ = SaveAllAsync();
        }

        return mine;
    }

    private async Task SaveAllAsync()
    {
        while (_next is { } current)
        {
            _next = null;
            try
            {
                if (ledger.HasChanges)
                {
                    await store.CommitAsync(ledger.State.Sweep.Id, ledger.TakeBatch().Batch, CancellationToken.None);
                    Saved++;
                }

                current.SetResult();
            }
            catch (Exception failure)
            {
                Failure = failure;
                current.SetException(failure);
                // Those who wait for the next batch: without this one it would leave a hole.
                _next?.SetException(failure);
                return;
            }
        }

        _saving = false;
    }
}
