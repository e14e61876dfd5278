namespace SweepCluster.Training.Cpu.Lanes;

/// <summary>Bit patterns of float32 numbers.</summary>
internal static class FloatBits
{
    /// <summary>1.</summary>
    public const int One = 0x3F800000;

    /// <summary>sqrt(1/2), the float just below 0.70710678.</summary>
    public const int SqrtHalf = 0x3F3504F3;
}
