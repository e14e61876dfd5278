using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Retries;

namespace SweepCluster.Storage.Sqlite;

/// <summary>Claims on sweeps: a lock of the operating system on <c>claims/ID.lock</c>, which ends with its process in whatever way, and the
/// holder's process id in <c>claims/ID.pid</c>, which means nothing while the lock is free. Only the owner can open the lock's file: any
/// user who can open it could lock it, and keep the owner from the sweep.</summary>
internal sealed class SqliteSweepClaims(string folder)
{
    // Checking a lock takes a shared one for an instant; a process that wants the claim then tries again.
    private const int Attempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <exception cref="SweepException">Another process holds the claim (Input), or the folder can't be written to
    /// (Environment).</exception>
    public IAsyncDisposable Claim(string sweepId)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (TryLock(sweepId) is { } claim)
                return claim;
            if (attempt == Attempts)
                throw Held(sweepId);
            RetryAttempts.Block(Pause, TimeProvider.System);
        }
    }

    /// <summary>The holder's process id; null if the sweep is not claimed.</summary>
    public int? Holder(string sweepId)
    {
        for (var attempt = 1; IsLocked(sweepId); attempt++)
        {
            if (ReadProcess(sweepId) is { } process)
                return process;
            // The process has just claimed the sweep, and is about to write its process id.
            if (attempt == Attempts)
                throw new SweepException(
                    $"{ProcessPath(sweepId)} doesn't say which process runs {sweepId}. End that process.", SweepErrorKind.Environment);
            RetryAttempts.Block(Pause, TimeProvider.System);
        }

        return null;
    }

    private bool IsLocked(string sweepId)
    {
        try
        {
            new FileStream(LockPath(sweepId), FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException failure) when (LockedFile.IsHeld(failure))
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's lock: it is only known whether its holder lives.
            return ReadProcess(sweepId) is { } process && LocalProcess.Exists(process);
        }
    }

    private ClaimHeldException Held(string sweepId) => new(Holder(sweepId) switch
    {
        { } process when LocalProcess.IsStopped(process) =>
            $"{sweepId} is being run by process {process}, which is stopped, as by Ctrl-Z. "
            + $"Continue it with `kill -CONT {process}` or end it with `kill -KILL {process}`, then try again: what is recorded stays.",
        { } process =>
            $"{sweepId} is being run by process {process}. Watch it with `./sweep watch {sweepId}`, "
            + $"or pause it first with `./sweep pause {sweepId}`.",
        null => $"{sweepId} is being run by another process, which has just ended: try again.",
    });

    private SqliteHeldClaim? TryLock(string sweepId)
    {
        FileStream? locked = null;
        try
        {
            OwnerOnly.CreateFolder(folder);
            locked = new FileStream(LockPath(sweepId), OwnerOnly.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            File.WriteAllText(ProcessPath(sweepId), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(locked, ProcessPath(sweepId));
        }
        catch (IOException failure) when (locked is null && LockedFile.IsHeld(failure))
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            locked?.Dispose();
            if (DiskFull.Is(failure))
            {
                throw new SweepException(
                    $"The disk that holds {folder} is full, so {sweepId} can't be claimed ({failure.Message}). "
                    + "Free some space, then try again; what is recorded stays.",
                    SweepErrorKind.Environment,
                    failure);
            }

            throw new SweepException(
                $"{folder} may not be written to ({failure.Message}). Make it writable for this user, "
                + "or choose another folder with --home.",
                SweepErrorKind.Environment,
                failure);
        }
    }

    private int? ReadProcess(string sweepId)
    {
        try
        {
            return int.TryParse(File.ReadAllText(ProcessPath(sweepId)), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                ? process
                : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new SweepException(
                $"{ProcessPath(sweepId)} can't be read, so it is unknown whether {sweepId} is running ({failure.Message}). "
                + "Have its owner make the folder readable.",
                SweepErrorKind.Environment,
                failure);
        }
    }

    private string LockPath(string sweepId) => Path.Combine(folder, $"{sweepId}.lock");

    private string ProcessPath(string sweepId) => Path.Combine(folder, $"{sweepId}.pid");

    private sealed class SqliteHeldClaim(FileStream locked, string processPath) : IAsyncDisposable
    {
        private bool _isReleased;

        public async ValueTask DisposeAsync()
        {
            if (_isReleased)
                return;
            _isReleased = true;
            try
            {
                // Deleted while the lock is held: afterwards the file may be the next holder's.
                File.Delete(processPath);
            }
            catch (DirectoryNotFoundException)
            {
                // The home folder was deleted, and the claim with it.
            }
            finally
            {
                await locked.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
