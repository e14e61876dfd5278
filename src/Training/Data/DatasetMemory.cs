using SweepCluster.Model;

namespace SweepCluster.Training.Data;

/// <summary>Refuses data sets that are too large for this process, before any memory is allocated.</summary>
internal static class DatasetMemory
{
    /// <summary>Memory in bytes that the process may use: the machine's, or three quarters of its container's.</summary>
    public static long Limit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <param name="source">Begins the message: what the memory is for.</param>
    /// <param name="bytes">Number of bytes to be allocated.</param>
    /// <exception cref="SweepException">The bytes exceed what the loaded data sets leave of <see cref="Limit"/> (Environment).</exception>
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
