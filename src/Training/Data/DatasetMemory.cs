using SweepCluster.Model;

namespace SweepCluster.Training.Data;

/// <summary>Refuses data sets that this process has no memory for, before any of it is allocated.</summary>
internal static class DatasetMemory
{
    /// <summary>Memory in bytes that the process may use: that of the machine, or three quarters of its container's.</summary>
    public static long Limit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <param name="source">Begins the message: what the memory is for.</param>
    /// <param name="bytes">To be allocated.</param>
    /// <exception cref="SweepException">It is more than what the loaded data sets leave of <see cref="Limit"/> (Environment).</exception>
    public static void Require(string source, long bytes) => Require(source, bytes, Limit - ImageSet.AllocatedBytes);

    internal static void Require(string source, long bytes, long available)
    {
        if (bytes > available)
        {
            throw new SweepException(
                $"{source} needs {bytes:N0} bytes of memory, and {Math.Max(0, available):N0} bytes are available. "
                + "Use fewer images, or a machine with more memory.",
                SweepErrorKind.Environment);
        }
    }
}
