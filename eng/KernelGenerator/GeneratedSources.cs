namespace SweepCluster.KernelGenerator;

/// <summary>Every generated source file of the CPU trainer.</summary>
public static class GeneratedSources
{
    /// <summary>Paths below src/Training/Cpu and their texts, with line feeds.</summary>
    public static IEnumerable<(string Name, string Text)> All()
    {
        foreach (var bits in (int[])[128, 256, 512])
            yield return ($"Lanes/Lanes{bits}.g.cs", LanesSource.Write(bits));
        yield return ("Matrices/TileKernels.g.cs", TileKernelSource.Write());
    }
}
