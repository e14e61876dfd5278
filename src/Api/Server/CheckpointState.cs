namespace SweepCluster.Api.Server;

/// <summary>Whether the checkpoints of the server's sweeps can be used: tried when its readiness is asked for, until they can.</summary>
/// <param name="findProblem">See <see cref="ApiBackend.FindCheckpointProblem"/>.</param>
internal sealed class CheckpointState(Func<CancellationToken, Task<string?>> findProblem, TimeProvider time)
{
    /// <summary>For a server that holds the checkpoints and does not answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private Task<string?>? _trying;
    private volatile bool _works;

    /// <summary>Null: they can be used; else why not, and what to do.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        if (_works)
            return null;
        Task<string?> trying;
        lock (_gate)
        {
            // One at a time: a try that hangs keeps its thread.
            if (_trying is not { IsCompleted: false })
                _trying = Task.Run(() => findProblem(CancellationToken.None), CancellationToken.None);
            trying = _trying;
        }

        try
        {
            var problem = await trying.WaitAsync(Timeout, time, cancellation);
            _works = problem is null;
            return problem;
        }
        catch (TimeoutException)
        {
            return "The place of checkpoints does not answer. Look at the server that holds it.";
        }
    }
}
