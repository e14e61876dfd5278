namespace SweepCluster.Model.Files;

/// <summary>Resolves paths that users give in options and variables, where no shell has replaced a tilde: <c>--home=~/sweeps</c>.</summary>
public static class UserPath
{
    /// <summary>The absolute path; <c>~</c> and <c>~/</c> at its start stand for the user's own folder. A
    /// folder of that name is <c>./~</c>.</summary>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static string Full(string path)
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        if (user.Length > 0 && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)))
            path = user + path[1..];
        return Path.GetFullPath(path);
    }
}
