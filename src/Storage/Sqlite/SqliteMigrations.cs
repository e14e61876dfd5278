using SweepCluster.Model;

namespace SweepCluster.Storage.Sqlite;

/// <summary>Brings a database to the newest version, or refuses it. The version is SQLite's <c>user_version</c>; script N brings version N
/// to N + 1. A released script is never changed.</summary>
internal static class SqliteMigrations
{
    // "Swep": marks the file as one of this program (https://sqlite.org/pragma.html#pragma_application_id).
    private const long ApplicationId = 0x53776570;

    private static readonly string[] Scripts =
        [
            SqliteFirstSchema.Script, SqliteCurveSchema.Script, SqlitePinSchema.Script, EventOrderSchema.Script, SqliteLossSchema.Script,
            SqliteKeySchema.Script, SqliteDecisionSchema.Script,
        ];

    public static long Newest => Scripts.Length;

    /// <exception cref="SweepException">The database is another program's or a newer version's; it is left as it was.</exception>
    public static void Apply(SqliteDatabase database)
    {
        if (Version(database) == Newest)
            return;
        database.Write(write =>
        {
            // Another process may have migrated it first.
            for (var version = Version(write); version < Newest; version++)
                write.Execute(Scripts[version]);
            write.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Newest};");
            return true;
        });
    }

    /// <summary>The version of the database; 0 for an empty one.</summary>
    public static long Version(SqliteDatabase database)
    {
        // One statement: another process may be creating the schema meanwhile.
        var (version, application, tables) = database
            .Prepare("SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id), "
                + "(SELECT COUNT(*) FROM sqlite_master)")
            .First(row => (row.Long(0), row.Long(1), row.Long(2)));
        if (application != ApplicationId && (application, version, tables) != (0, 0, 0))
        {
            throw new SweepException(
                $"{database.Path} is another program's database. Move that file away, or choose another folder with --home.",
                SweepErrorKind.Environment);
        }

        if (version > Newest)
        {
            throw new SweepException(
                $"{database.Path} was written by a newer version of SweepCluster (its format is {version}, "
                + $"this version supports up to {Newest}). "
                + "Use the newer version, or choose another folder with --home.",
                SweepErrorKind.Environment);
        }

        return version;
    }
}
