using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using SweepCluster.Training.Torch;

namespace SweepCluster.Coordinator.Doctor;

/// <summary>Checks the machine and this build.</summary>
internal static class MachineCheck
{
    private const double Gibibyte = 1 << 30;

    public static IEnumerable<Finding> Findings()
    {
        yield return new(
            "system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}");
        yield return new("runtime", RuntimeInformation.FrameworkDescription);
        yield return new("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        yield return new(
            "memory", $"{(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gibibyte).ToString("F1", CultureInfo.InvariantCulture)} GiB");
        yield return Vectors();
        yield return TorchSharp();
    }

    private static Finding TorchSharp() => TorchTrainers.Missing("cpu") is { } reason
        ? new("TorchSharp", "cannot be used: only the CPU trainer is available", reason)
        : new("TorchSharp", $"trains on {string.Join(", ", TorchTrainers.Devices())}");

    // The widest vectors of the trainer's kernels that this machine runs at full speed.
    private static Finding Vectors()
    {
        var width = Vector512.IsHardwareAccelerated
            ? 512
            : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        (bool IsSupported, string Name)[] sets =
        [
            (Avx512F.IsSupported, "AVX-512"), (Avx2.IsSupported, "AVX2"), (Fma.IsSupported, "FMA"), (AdvSimd.IsSupported, "NEON"),
        ];
        var found = string.Join(", ", sets.Where(set => set.IsSupported).Select(set => set.Name));
        return width > 0 && (Fma.IsSupported || AdvSimd.IsSupported)
            ? new("vectors", $"{width} bits ({found})")
            : new(
                "vectors",
                $"no fused multiply-add{(found.Length > 0 ? $" (only {found})" : "")}",
                "Results are right, but training is many times slower: use a processor of the last ten years.",
                IsProblem: true);
    }
}
