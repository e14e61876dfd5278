namespace SweepCluster.Testing.Runtime;

/// <summary>Holds a trial where a test wants it, until it is opened or the trial is asked to stop.</summary>
public sealed class TrainingGate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once a trial stands at the gate.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets everything through from now on.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Arrives: completes once the gate is open, or is cancelled with <paramref name="stop"/>.</summary>
    internal Task ArriveAsync(CancellationToken stop)
    {
        _reached.TrySetResult();
        return _open.Task.WaitAsync(stop);
    }
}
