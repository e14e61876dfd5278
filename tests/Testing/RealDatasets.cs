namespace SweepCluster.Testing;

/// <summary>Where tests find the MNIST and Fashion-MNIST files, which are not part of the project: <c>SWEEP_DATA</c>, else
/// <c>../shared/data</c> beside the working tree. Each data set lies in a folder of its name.</summary>
public static class RealDatasets
{
    /// <summary>Null where there are none.</summary>
    public static string? Folder { get; } = Candidates().FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "mnist")));

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("SWEEP_DATA") is { Length: > 0 } configured)
            yield return configured;
        yield return Path.GetFullPath(RepositoryFolder.Combine("..", "shared", "data"));
    }
}
