namespace SweepCluster.Cluster.Tests;

/// <summary>Loses calls between grains on their way, or their answers.</summary>
internal sealed class LostCalls : IIncomingGrainCallFilter
{
    private string _method = "";
    private bool _isDone;
    private int _left;

    /// <summary>Calls that are still to be lost.</summary>
    public int Left => Volatile.Read(ref _left);

    /// <param name="isDone">The call is made, and its answer lost.</param>
    public void Lose(string method, bool isDone, int calls)
    {
        (_method, _isDone) = (method, isDone);
        Volatile.Write(ref _left, calls);
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var left = context.MethodName == _method && Left > 0 ? Interlocked.Decrement(ref _left) : -1;
        var isLost = left >= 0;
        if (isLost && !_isDone)
            throw Loss(left);
        await context.Invoke();
        if (isLost)
            throw Loss(left);
    }

    // By turns all that Orleans reports such a loss as. The last is that of a message that expired before its grain was placed.
    private static Exception Loss(int turn) => (turn % 3) switch
    {
        0 => new TimeoutException("Lost by a test."),
        1 => new SiloUnavailableException("Lost by a test."),
        _ => new OperationCanceledException("Lost by a test."),
    };
}
