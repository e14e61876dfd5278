namespace SweepCluster.Training.Data;

/// <summary>A data set in memory: training and test images of one shape.</summary>
/// <param name="Fingerprint">SHA-256, lower-case hex, over training images, training labels, test images, test labels.</param>
/// <param name="ClassNames">One name per class, by label.</param>
public sealed record Dataset(string Name, ImageSet Train, ImageSet Test, string Fingerprint, IReadOnlyList<string> ClassNames) : IDisposable
{
    /// <summary>Size in memory, in bytes.</summary>
    public long MemoryBytes => Train.MemoryBytes + Test.MemoryBytes;

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
