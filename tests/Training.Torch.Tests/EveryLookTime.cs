namespace SweepCluster.Training.Torch.Tests;

/// <summary>A clock that is a minute on at every look: hints and checkpoints are always due.</summary>
internal sealed class EveryLookTime : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => Interlocked.Add(ref _now, 60);
}
