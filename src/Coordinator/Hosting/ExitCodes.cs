namespace SweepCluster.Coordinator.Hosting;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>An error of ours, or a machine that refuses.</summary>
    public const int InternalError = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>The sweep ended, but trials failed or it was cancelled.</summary>
    public const int FailedTrials = 3;

    /// <summary>The program that read the output has closed it: what a shell reports of programs that SIGPIPE ends.</summary>
    public const int OutputClosed = 141;

    /// <summary>Interrupted or paused; what is recorded stays, and the sweep can be resumed.</summary>
    public const int Interrupted = 130;
}
