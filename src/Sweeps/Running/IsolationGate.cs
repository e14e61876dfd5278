namespace SweepCluster.Sweeps.Running;

/// <summary>Lets trials train side by side in a process, and an isolated one only by itself. A waiting isolated trial goes before other
/// waiting ones, so that it is not delayed forever. Thread-safe.</summary>
public sealed class IsolationGate
{
    private readonly object _gate = new();
    private int _present;
    private int _isolatedWaiting;
    private bool _isIsolated;

    /// <summary>Waits until the trial may begin; each entry needs one <see cref="Leave"/>.</summary>
    /// <exception cref="OperationCanceledException">The trial was stopped before it could begin; it has not entered.</exception>
    public void Enter(bool isolated, CancellationToken stop)
    {
        lock (_gate)
        {
            if (MayEnter(isolated))
            {
                Begin(isolated);
                return;
            }
        }

        using var wake = stop.Register(Wake);
        lock (_gate)
        {
            _isolatedWaiting += isolated ? 1 : 0;
            try
            {
                while (!MayEnter(isolated))
                {
                    stop.ThrowIfCancellationRequested();
                    Monitor.Wait(_gate);
                }

                Begin(isolated);
            }
            finally
            {
                _isolatedWaiting -= isolated ? 1 : 0;
                Monitor.PulseAll(_gate);
            }
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _present--;
            _isIsolated = false;
            Monitor.PulseAll(_gate);
        }
    }

    private bool MayEnter(bool isolated) => isolated ? _present == 0 : !_isIsolated && _isolatedWaiting == 0;

    private void Begin(bool isolated)
    {
        _present++;
        _isIsolated = isolated;
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
