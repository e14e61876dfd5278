using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Writes a spec to a file that a user named.</summary>
internal static class SpecOutput
{
    /// <param name="option">The option or argument that names the file, for messages.</param>
    /// <param name="replaces">Whether a file of that name is replaced; if not, it is refused.</param>
    /// <exception cref="SweepException">The file exists and is not to be replaced, or it can't be written.</exception>
    public static void Write(string option, string path, string text, bool replaces)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new SweepException($"{option}: the path is empty. Give the path of a file, such as sweep.yaml.");
        var full = UserPath.Full(path);
        if (!replaces && File.Exists(full))
            throw new SweepException($"{option}: {path} exists. Name another file, or delete it first.");
        try
        {
            File.WriteAllText(full, text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{option}: {path} can't be written: {error.Message} Name a file in a folder that exists and has room.",
                SweepErrorKind.Environment, error);
        }
    }
}
