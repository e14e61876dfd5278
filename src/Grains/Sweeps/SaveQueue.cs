using SweepCluster.Contracts.Ports;
using SweepCluster.Sweeps.Running;

namespace SweepCluster.Grains.Sweeps;

/// <summary>Saves a ledger in batches, one at a time: decisions made while one is written go into the next. It serves the interleaved calls
/// of one grain and is not thread-safe.</summary>
internal sealed class SaveQueue(SweepLedger ledger, IResultStore store)
{
    private TaskCompletionSource? _next;
    private bool _saving;

    /// <summary>Number of batches saved so far.</summary>
    public long Saved { get; private set; }

    /// <summary>The failed save, after which the ledger is ahead of the store and nothing more is saved.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Completes once everything decided by now is saved.</summary>
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
                // The waiting callers fail too: without this batch, the next would leave a gap.
                _next?.SetException(failure);
                return;
            }
        }

        _saving = false;
    }
}
