namespace SweepCluster.Storage.Sqlite;

/// <summary>Version 4: the events of a sweep are read in the order in which they were written; the index holds the number of each
/// event.</summary>
internal static class EventOrderSchema
{
    public const string Script = "CREATE INDEX IF NOT EXISTS events_in_order ON events (sweep);";
}
