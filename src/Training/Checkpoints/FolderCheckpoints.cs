using System.Globalization;
using SweepCluster.Model;

namespace SweepCluster.Training.Checkpoints;

/// <summary>Checkpoint files in a folder of this machine, or of a file system that machines share. The folder is created with the first
/// file and deleted with the last.</summary>
/// <param name="folder">The folder of one trial.</param>
internal sealed class FolderCheckpoints(string folder) : ICheckpointFiles
{
    public string Locate(string name) => Path.Combine(folder, name);

    public bool Exists(string name) => File.Exists(Locate(name));

    public SafetensorsFile? Read(string name) => File.Exists(Locate(name)) ? SafetensorsFile.Read(Locate(name)) : null;

    public IReadOnlyDictionary<string, string>? ReadMetadata(string name) => SafetensorsFile.ReadMetadata(Locate(name));

    public void Rename(string name, string newName) => Move(name, Locate(newName));

    public string SetAside(string name)
    {
        for (var number = 1; ; number++)
        {
            var aside = Locate(string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)}.damaged-{number}{Path.GetExtension(name)}"));
            if (File.Exists(aside))
                continue;
            Move(name, aside);
            return aside;
        }
    }

    public void DeleteAbandoned(DateTimeOffset before)
    {
        try
        {
            if (!Directory.Exists(folder))
                return;
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.tmp")
                .Where(file => file.LastWriteTimeUtc < before.UtcDateTime))
                file.Delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"Temporary files in {folder} can't be deleted: {error.Message} Make the folder writable, and resume.",
                SweepErrorKind.Environment,
                error);
        }
    }

    public void Write(string name, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            FolderAccess.CreateFolder(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{folder} can't be created: {error.Message} Make room, or the folder writable, and resume.",
                SweepErrorKind.Environment,
                error);
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
            // No file was ever written.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{Locate(name)} can't be deleted: {error.Message} Make the folder writable, and resume.",
                SweepErrorKind.Environment,
                error);
        }
    }

    private void Move(string name, string target)
    {
        try
        {
            File.Move(Locate(name), target, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // Another attempt of the same trial has renamed it already.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{Locate(name)} can't be renamed: {error.Message} Make the folder writable, and resume.",
                SweepErrorKind.Environment,
                error);
        }
    }
}
