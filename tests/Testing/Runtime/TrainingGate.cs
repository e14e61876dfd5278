using SweepCluster.Testing.Waiting;

namespace SweepCluster.Testing.Runtime;

/// <summary>Holds a trial where a test wants it, until it is opened or the trial is asked to stop.</summary>
/// <param name="trial">Number of the held trial.</param>
/// <param name="epoch">The epoch before which it is held.</param>
/// <param name="describe">Text of what the trainer was asked to run so far.</param>
public sealed class TrainingGate(long trial, int epoch, Func<string> describe)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the trial stands at the gate, which must be before the deadline.</summary>
    public Task Reached => _reached.Task.WithinDeadlineAsync($"trial {trial} to be held before epoch {epoch}", describe);

    /// <summary>Lets everything through from now on.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Arrives: completes once the gate is open, or is cancelled with <paramref name="stop"/>.</summary>
    internal Task ArriveAsync(CancellationToken stop)
    {
        _reached.TrySetResult();
        return _open.Task.WaitAsync(stop);
    }
}
