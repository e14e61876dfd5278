namespace SweepCluster.Model.Configurations;

/// <summary>The hardware of a slot, and the hardware that a sweep requires.</summary>
[GenerateSerializer, Alias("accelerator")]
public enum Accelerator
{
    /// <summary>The CPU trainer: the same bits on any machine.</summary>
    Cpu,

    /// <summary>A GPU, by TorchSharp: reproducible per device model.</summary>
    Gpu,
}

/// <summary>The names of accelerators in specs, keys and metadata.</summary>
public static class AcceleratorNames
{
    public static readonly string[] All = ["cpu", "gpu"];

    public static string Name(Accelerator accelerator) => All[(int)accelerator];

    /// <summary>The accelerator of that name; null if there is none.</summary>
    public static Accelerator? Parse(string name) => Array.IndexOf(All, name) is >= 0 and var index ? (Accelerator)index : null;
}
