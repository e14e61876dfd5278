namespace SweepCluster.Storage.Postgres;

/// <summary>Version 3: the curves of range tests, see <see cref="CurveBytes"/>; null for trials that train.</summary>
internal static class PostgresCurveSchema
{
    public const string Script = "ALTER TABLE trials ADD COLUMN curve bytea;";
}
