namespace SweepCluster.Testing.Waiting;

/// <summary>Reads a stream, and can be disposed while an element is still awaited: the stream is cancelled then.</summary>
internal sealed class StreamEnumerator<T> : IAsyncEnumerator<T>
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly IAsyncEnumerator<T> _elements;
    private Task<bool> _next = Task.FromResult(false);

    public StreamEnumerator(IAsyncEnumerable<T> stream) => _elements = stream.GetAsyncEnumerator(_stop.Token);

    public T Current => _elements.Current;

    public ValueTask<bool> MoveNextAsync()
    {
        _next = _elements.MoveNextAsync().AsTask();
        return new(_next);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // The enumerator of an async iterator throws where it is disposed while it runs, which would hide the missed deadline.
        if (_next.IsCompleted)
            await _elements.DisposeAsync();
        _stop.Dispose();
    }
}
