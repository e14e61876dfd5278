using SweepCluster.Contracts;
using SweepCluster.Contracts.Spec;

namespace SweepCluster.Coordinator.Commands;

/// <summary>Reads a spec from a file that a user named.</summary>
internal static class SpecFile
{
    /// <exception cref="SweepException">The file can't be read, or is not a valid spec: one line per problem.</exception>
    public static SweepSpec Read(string path)
    {
        var reading = SpecReader.Read(ReadText(path), path, File.ReadAllText);
        if (reading.Spec is { } spec)
            return spec;
        var lines = reading.Problems.Select(problem => problem.Format(path));
        var count = reading.Problems.Count == 1 ? "1 problem" : $"{reading.Problems.Count} problems";
        throw new SweepException($"{string.Join('\n', lines)}\n{count}. The format is described in docs/spec.md.");
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SweepException($"{path}: there is no such file. Give the path of a sweep spec, for example sweeps/quickstart.yaml.", inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{path}: can't be read ({error.Message}). Give the path of a readable sweep spec.", inner: error);
        }
    }
}
