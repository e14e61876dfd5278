namespace SweepCluster.Coordinator.Hosting;

/// <summary>Exit codes of the process.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Internal error, or an error of the environment (disk full, read-only folder).</summary>
    public const int InternalError = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>The sweep ended, but trials failed or it was cancelled.</summary>
    public const int FailedTrials = 3;

    /// <summary>The program that read the output has closed it: the code that a shell reports for programs that SIGPIPE ends.</summary>
    public const int OutputClosed = 141;

    /// <summary>Interrupted or paused; what is recorded stays, and the sweep can be resumed.</summary>
    public const int Interrupted = 130;
}
