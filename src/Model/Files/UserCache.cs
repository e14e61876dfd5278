namespace SweepCluster.Model.Files;

/// <summary>What is fetched once and can be fetched again, in a folder of the user's own.</summary>
public static class UserCache
{
    /// <summary>Our folder in it; need not exist yet.</summary>
    /// <param name="name">What is kept there, such as <c>data</c>.</param>
    public static string Folder(string name) => Path.Combine(Root(), "sweepcluster", name);

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
            return cache;
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches") : Path.Combine(home, ".cache");
    }
}
