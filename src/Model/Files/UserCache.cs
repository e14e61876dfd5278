namespace SweepCluster.Model.Files;

/// <summary>The folder of downloads that can be repeated, in the user's own cache.</summary>
public static class UserCache
{
    /// <summary>This program's folder in it, which need not exist yet.</summary>
    /// <param name="name">Name of the content, such as <c>data</c>.</param>
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
