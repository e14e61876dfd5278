namespace SweepCluster.Training.Checkpoints;

/// <summary>Tries whether a process can use the folder of all checkpoints, when it starts. A folder that can't be used, such as a volume
/// that was mounted for reading alone, would otherwise be noticed by the first trial that reaches a checkpoint.</summary>
public static class CheckpointProbe
{
    private const int ProbeBytes = 4096;

    /// <summary>Writes a file into the folder, reads it back and removes it. The folder is created where there is none.</summary>
    /// <param name="setting">The setting or option that names the folder, for the message.</param>
    /// <returns>Null if all of it worked; else what did not, and what to do.</returns>
    public static string? FindProblem(string folder, string setting)
    {
        var remedy = $"Let this user write there, make room, or choose another folder with {setting}.";
        var path = Path.Combine(folder, $".probe-{Guid.NewGuid():N}.tmp");
        var content = new byte[ProbeBytes];
        content.AsSpan().Fill(0x5a);
        try
        {
            FolderAccess.CreateFolder(folder);
            try
            {
                using (var file = FolderAccess.CreateFile(path))
                {
                    file.Write(content);
                    file.Flush(flushToDisk: true);
                }

                return File.ReadAllBytes(path).AsSpan().SequenceEqual(content)
                    ? null
                    : $"Checkpoints can't be kept in {folder}: what is read is not what was written. Choose another folder with {setting}.";
            }
            finally
            {
                File.Delete(path);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"Checkpoints can't be kept in {folder}: {refused.Message.TrimEnd('.')}. {remedy}";
        }
    }

    /// <summary>Lists the folder, for a process that only reads checkpoints. A folder that does not exist holds none.</summary>
    /// <param name="setting">The setting or option that names the folder, for the message.</param>
    /// <returns>Null if it can be read; else what failed, and what to do.</returns>
    public static string? FindReadingProblem(string folder, string setting)
    {
        try
        {
            if (Directory.Exists(folder))
                _ = Directory.EnumerateFileSystemEntries(folder).Any();
            return File.Exists(folder) ? $"Checkpoints can't be read from {folder}: it is a file. Choose a folder with {setting}." : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"Checkpoints can't be read from {folder}: {refused.Message.TrimEnd('.')}. Let this user read there, or choose another "
                + $"folder with {setting}.";
        }
    }
}
