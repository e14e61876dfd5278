namespace SweepCluster.Training.Checkpoints;

/// <summary>The element types that checkpoints use, of the many that the format has.</summary>
public enum TensorType
{
    /// <summary>Single precision.</summary>
    F32,

    /// <summary>Signed 64-bit whole numbers.</summary>
    I64,
}
