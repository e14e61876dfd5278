using SweepCluster.Model.Files;
using SweepCluster.Model.Retries;

namespace SweepCluster.Api.Keys;

/// <summary>A lock on a file, by which the processes of a machine take turns. It is held until the result is disposed.</summary>
public static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The lock's own file, beside the file that it guards.</param>
    /// <exception cref="IOException">Another process still holds the lock at the deadline, or the lock's file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The lock's file may not be written.</exception>
    public static FileStream Take(string path, TimeSpan deadline)
    {
        var attempts = new RetryPolicy(Pause, Pause, deadline).Start(TimeProvider.System);
        while (true)
        {
            try
            {
                return new FileStream(path, OwnerOnly.Options(FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
            }
            catch (IOException held) when (LockedFile.IsHeld(held))
            {
                if (!attempts.MayRetry)
                    throw new IOException($"another process has held {path} for {deadline.TotalSeconds:F0} s", held);
                attempts.Wait();
            }
        }
    }
}
