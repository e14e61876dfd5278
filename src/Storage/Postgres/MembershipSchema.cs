namespace SweepCluster.Storage.Postgres;

/// <summary>Version 2: the tables and queries that Orleans' ADO.NET clustering provider (10.4) requires. It reads all rows of
/// <c>OrleansQuery</c> once at start and runs the texts by their keys, with parameters by name; it uses no other table by name. Columns are
/// read by name. Where a text reports whether it changed anything, it does so as a number in a single column. Every change of a silo's row,
/// except its heartbeat, must raise the deployment's version by one, and must not happen when the version isn't the given one: here the
/// raise takes the version's row lock, and the silo's row is written only from what the raise returns.</summary>
internal static class MembershipSchema
{
    public const string Script = """
        CREATE TABLE OrleansQuery (
            QueryKey varchar(64) PRIMARY KEY,
            QueryText text NOT NULL
        );

        CREATE TABLE OrleansMembershipVersionTable (
            DeploymentId varchar(150) PRIMARY KEY,
            Timestamp timestamptz NOT NULL DEFAULT now(),
            Version integer NOT NULL DEFAULT 0
        );

        -- Status 3 is active, 6 is dead. SuspectTimes: who suspects the silo since when, as one text.
        CREATE TABLE OrleansMembershipTable (
            DeploymentId varchar(150) NOT NULL REFERENCES OrleansMembershipVersionTable,
            Address varchar(45) NOT NULL,
            Port integer NOT NULL,
            Generation integer NOT NULL,
            SiloName varchar(150) NOT NULL,
            HostName varchar(150) NOT NULL,
            Status integer NOT NULL,
            ProxyPort integer,
            SuspectTimes text,
            StartTime timestamptz NOT NULL,
            IAmAliveTime timestamptz NOT NULL,
            PRIMARY KEY (DeploymentId, Address, Port, Generation)
        );

        INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
        ('InsertMembershipVersionKey', $$
            WITH created AS (
                INSERT INTO sweepcluster.OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId)
                ON CONFLICT DO NOTHING RETURNING 1)
            SELECT COUNT(*)::integer FROM created
        $$),
        ('InsertMembershipKey', $$
            WITH raised AS (
                UPDATE sweepcluster.OrleansMembershipVersionTable v SET Version = v.Version + 1, Timestamp = now()
                WHERE v.DeploymentId = @DeploymentId AND v.Version = @Version AND NOT EXISTS (
                    SELECT FROM sweepcluster.OrleansMembershipTable m
                    WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation)
                RETURNING v.DeploymentId),
            written AS (
                INSERT INTO sweepcluster.OrleansMembershipTable
                    (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
                SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised
                RETURNING 1)
            SELECT COUNT(*)::integer FROM written
        $$),
        ('UpdateMembershipKey', $$
            WITH raised AS (
                UPDATE sweepcluster.OrleansMembershipVersionTable v SET Version = v.Version + 1, Timestamp = now()
                WHERE v.DeploymentId = @DeploymentId AND v.Version = @Version AND EXISTS (
                    SELECT FROM sweepcluster.OrleansMembershipTable m
                    WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation)
                RETURNING v.DeploymentId),
            written AS (
                UPDATE sweepcluster.OrleansMembershipTable m
                SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = GREATEST(m.IAmAliveTime, @IAmAliveTime)
                FROM raised
                WHERE m.DeploymentId = raised.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
                RETURNING 1)
            SELECT COUNT(*)::integer FROM written
        $$),
        ('UpdateIAmAlivetimeKey', $$
            UPDATE sweepcluster.OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
        $$),
        ('MembershipReadRowKey', $$
            SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
                m.StartTime, m.IAmAliveTime, v.Version
            FROM sweepcluster.OrleansMembershipVersionTable v LEFT JOIN sweepcluster.OrleansMembershipTable m
                ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
            WHERE v.DeploymentId = @DeploymentId
        $$),
        ('MembershipReadAllKey', $$
            SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
                m.StartTime, m.IAmAliveTime, v.Version
            FROM sweepcluster.OrleansMembershipVersionTable v LEFT JOIN sweepcluster.OrleansMembershipTable m USING (DeploymentId)
            WHERE v.DeploymentId = @DeploymentId
        $$),
        ('GatewaysQueryKey', $$
            SELECT Address, ProxyPort, Generation FROM sweepcluster.OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
        $$),
        ('DeleteMembershipTableEntriesKey', $$
            DELETE FROM sweepcluster.OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
            DELETE FROM sweepcluster.OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
        $$),
        ('CleanupDefunctSiloEntriesKey', $$
            DELETE FROM sweepcluster.OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Status = 6 AND GREATEST(StartTime, IAmAliveTime) < @IAmAliveTime
        $$),
        ('CleanupDefunctSiloEntryKey', $$
            DELETE FROM sweepcluster.OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation AND Status = 6
                AND StartTime = @StartTime AND IAmAliveTime = @IAmAliveTime AND COALESCE(SuspectTimes, '') = COALESCE(@SuspectTimes, '')
        $$);
        """;
}
