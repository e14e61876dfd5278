using SweepCluster.Model.Files;

namespace SweepCluster.Training.Data.Library;

/// <summary>The folders in which the files of published data sets are searched, in this order. In each, a set lies in a folder of its name
/// or in the folder itself.</summary>
/// <param name="Given">The folder given with <c>--data</c>.</param>
/// <param name="Configured">The folder in the environment variable <c>SWEEP_DATA</c>.</param>
/// <param name="Cache">The user's own folder, where downloads are stored. It need not exist yet.</param>
/// <param name="Keras">The folder in which Keras keeps its downloads; data sets there are used if they are as published. Null: it is not
/// searched.</param>
public sealed record DatasetFolders(string? Given, string? Configured, string Cache, string? Keras = null)
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "SWEEP_DATA";

    /// <summary>The folders from the environment of this process.</summary>
    /// <param name="given">The folder given with <c>--data</c>, or null.</param>
    public static DatasetFolders Find(string? given)
    {
        var configured = Environment.GetEnvironmentVariable(Variable);
        return new(FullPath(given), FullPath(configured), UserCache.Folder("data"), KerasFolder());
    }

    /// <summary>The folders in the order in which they are searched.</summary>
    public IEnumerable<string> List() => new[] { Given, Configured, Cache, Keras }.OfType<string>();

    private static string? FullPath(string? folder) => string.IsNullOrWhiteSpace(folder) ? null : UserPath.Full(folder);

    // The same folder as in keras.config.keras_home and get_file.
    private static string KerasFolder()
    {
        var home = Environment.GetEnvironmentVariable("KERAS_HOME") is { Length: > 0 } configured && Path.IsPathRooted(configured)
            ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".keras");
        return Path.Combine(home, "datasets");
    }
}
