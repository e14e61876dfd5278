namespace SweepCluster.Coordinator;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>An error of ours, or a machine that refuses.</summary>
    public const int InternalError = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;
}
