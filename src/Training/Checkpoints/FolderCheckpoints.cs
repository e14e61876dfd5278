using SweepCluster.Contracts;

namespace SweepCluster.Training.Checkpoints;

/// <summary>Checkpoint files in a folder of this machine, or of a file system that machines share. It is created with the first file and
/// goes with the last.</summary>
/// <param name="folder">Of one trial.</param>
internal sealed class FolderCheckpoints(string folder) : ICheckpointFiles
{
    public string Locate(string name) => Path.Combine(folder, name);

    public SafetensorsFile? Read(string name) => File.Exists(Locate(name)) ? SafetensorsFile.Read(Locate(name)) : null;

    public void Write(string name, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{folder} can't be created: {error.Message} Make room, or the folder writable, and resume.", SweepErrorKind.Environment, error);
        }

        SafetensorsFile.Write(Locate(name), tensors, metadata);
    }

    public void Delete(string name)
    {
        try
        {
            File.Delete(Locate(name));
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was ever written.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{Locate(name)} can't be deleted: {error.Message} Make the folder writable, and resume.", SweepErrorKind.Environment, error);
        }
    }
}
