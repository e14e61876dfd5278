namespace SweepCluster.Testing;

/// <summary>Paths of the working tree that tests run in.</summary>
public static class RepositoryFolder
{
    /// <summary>The folder that holds <c>SweepCluster.sln</c>.</summary>
    public static string Root { get; } = Find();

    public static string Combine(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SweepCluster.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No SweepCluster.sln above {AppContext.BaseDirectory}.");
    }
}
