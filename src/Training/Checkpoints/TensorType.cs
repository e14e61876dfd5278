namespace SweepCluster.Training.Checkpoints;

/// <summary>The supported element types.</summary>
public enum TensorType
{
    /// <summary>IEEE single precision, 4 bytes.</summary>
    F32,

    /// <summary>Signed whole numbers, 8 bytes.</summary>
    I64,
}

internal static class TensorTypes
{
    public static int Bytes(this TensorType type) => type switch
    {
        TensorType.F32 => 4,
        TensorType.I64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown element type."),
    };
}
