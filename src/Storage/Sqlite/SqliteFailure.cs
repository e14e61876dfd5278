using SQLitePCL;
using SweepCluster.Model;

namespace SweepCluster.Storage.Sqlite;

/// <summary>Translates SQLite's result codes (https://sqlite.org/rescode.html) into messages with a remedy.</summary>
internal static class SqliteFailure
{
    /// <summary>A <see cref="SweepException"/> for a failure of the machine; for anything else, an internal error.</summary>
    public static Exception Translate(int code, string message, string path)
    {
        var detail = $"(SQLite {code}: {message})";
        // The low byte is the kind; the other bytes refine it.
        return (code & 0xff) switch
        {
            raw.SQLITE_FULL => Full(path, detail),
            // Files beside the database that can't be created or extended are reported with these codes.
            raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN when DiskFull.IsNear(path) => Full(path, detail),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => Refusal(
                $"The home {Path.GetDirectoryName(path)} is read-only for this user, and this needs to write to {Path.GetFileName(path)}. "
                + $"Make the file and its folder writable, or choose another folder with --home. {detail}"),
            raw.SQLITE_CANTOPEN => Refusal(
                $"{path} cannot be opened or created: the home {Path.GetDirectoryName(path)} is missing, or may not be used by this user. "
                + $"Make the folder writable for this user, or choose another folder with --home. {detail}"),
            raw.SQLITE_NOTADB => Refusal(
                $"{path} is not a results database. Move that file away, or choose another folder with --home. {detail}"),
            raw.SQLITE_CORRUPT => Refusal(
                $"{path} is damaged. Put a copy of the folder back, or move the file away and choose another folder with --home. {detail}"),
            raw.SQLITE_IOERR => Refusal(
                $"{path} cannot be read or written. Check the disk; the folder must lie on a local one, not on a network share. {detail}"),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => Refusal(
                $"{path} is locked by another process, which seems to be stuck. End it, or choose another folder with --home. {detail}"),
            _ => new InvalidOperationException($"SQLite refused a statement on {path}: {message} (code {code})."),
        };
    }

    private static SweepException Full(string path, string detail) => new(
        $"The disk that holds {path} is full: the last results were not recorded, those before them are. "
        + $"Free some space, then resume the sweep. {detail}",
        SweepErrorKind.Environment,
        DiskFull.Cause(detail.Trim('(', ')')));

    private static SweepException Refusal(string message) => new(message, SweepErrorKind.Environment);
}
