namespace SweepCluster.Testing.Processes;

/// <summary>Programs on the PATH.</summary>
public static class OnPath
{
    /// <summary>The program's file; null where there is none, and on Windows, where the programs that
    /// tests start are not looked for.</summary>
    public static string? Find(string program) => OperatingSystem.IsWindows()
        ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
