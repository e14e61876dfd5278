namespace SweepCluster.Runtime.Embedded;

/// <summary>The queue into a run's loop: many writers, and one reader that takes all messages at once. Messages that are not urgent gather
/// until an urgent one comes, so that they are saved together.</summary>
public sealed class RunInbox
{
    /// <summary>Number of queued messages from which writers wait.</summary>
    private const int MaxMessages = 16_384;

    private readonly object _gate = new();
    private List<RunMessage> _messages = [];
    private List<RunMessage> _taken = [];
    private TaskCompletionSource? _reader;
    private bool _urgent;
    private bool _closed;

    /// <summary>Adds a message; false if the queue is closed and the message will not be read.</summary>
    public bool Post(RunMessage message, bool urgent)
    {
        TaskCompletionSource? reader = null;
        lock (_gate)
        {
            if (_closed)
                return false;
            _messages.Add(message);
            if (urgent || _messages.Count >= MaxMessages)
            {
                _urgent = true;
                (reader, _reader) = (_reader, null);
            }
        }

        reader?.SetResult();
        return true;
    }

    /// <summary>Blocks the caller, which is a trainer's thread, until the loop has caught up.</summary>
    public void WaitForRoom()
    {
        lock (_gate)
        {
            while (_messages.Count >= MaxMessages)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Waits for an urgent message, then takes all messages. The list is valid until the next call.</summary>
    public async Task<IReadOnlyList<RunMessage>> TakeAsync()
    {
        Task? wait = null;
        lock (_gate)
        {
            if (!_urgent)
            {
                _reader = new(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _reader.Task;
            }
        }

        if (wait is not null)
            await wait;
        _taken.Clear();
        lock (_gate)
        {
            (_messages, _taken) = (_taken, _messages);
            _urgent = false;
            if (_taken.Count >= MaxMessages)
                Monitor.PulseAll(_gate);
        }

        return _taken;
    }

    /// <summary>Closes the queue; false if there are messages to read first.</summary>
    public bool TryClose()
    {
        lock (_gate)
        {
            if (_messages.Count > 0)
            {
                _urgent = true;
                return false;
            }

            _closed = true;
            return true;
        }
    }
}
