namespace SweepCluster.Model.Configurations;

/// <summary>What a slot trains on, and what a sweep asks for.</summary>
[GenerateSerializer, Alias("accelerator")]
public enum Accelerator
{
    /// <summary>The CPU trainer: the same bits on any machine.</summary>
    Cpu,

    /// <summary>A GPU, by TorchSharp: reproducible per device model.</summary>
    Gpu,
}

/// <summary>Accelerators in specs, keys and metadata.</summary>
public static class AcceleratorNames
{
    public static readonly string[] All = ["cpu", "gpu"];

    public static string Name(Accelerator accelerator) => All[(int)accelerator];

    /// <summary>Null: no such accelerator.</summary>
    public static Accelerator? Parse(string name) => Array.IndexOf(All, name) is >= 0 and var index ? (Accelerator)index : null;
}
