namespace SweepCluster.Training.Cpu.Matrices;

/// <summary>The operands of one tile: Result[i, j] = floor(Start[i, j] + sum over k of Left[i, k]
/// Right[k, j]). Strides count floats.</summary>
internal unsafe struct Tile
{
    /// <summary>The number of terms of each sum.</summary>
    public nint Depth;

    /// <summary>By row: element (i, k) is at i * LeftStride + k. By column: at k * LeftStride + i.</summary>
    public float* Left;
    public nint LeftStride;

    /// <summary>Row k is at k * RightStride.</summary>
    public float* Right;
    public nint RightStride;

    public float* Result;
    public nint ResultStride;

    /// <summary>The start values of the sums: biases (stride 0), zeros, or partial sums.</summary>
    public float* Start;
    public nint StartStride;

    /// <summary>Results below this become 0: 0 for relu, negative infinity for none. NaN stays NaN.</summary>
    public float Floor;
}
