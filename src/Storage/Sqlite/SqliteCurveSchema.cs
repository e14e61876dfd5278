namespace SweepCluster.Storage.Sqlite;

/// <summary>Version 2: the curves of range tests, see <see cref="CurveBytes"/>; null for trials that train.</summary>
internal static class SqliteCurveSchema
{
    public const string Script = "ALTER TABLE trials ADD COLUMN curve BLOB;";
}
