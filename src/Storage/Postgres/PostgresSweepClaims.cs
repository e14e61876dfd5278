using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;

namespace SweepCluster.Storage.Postgres;

/// <summary>The claims of one store: session locks of the database (advisory locks), all on one connection of their own, which the server
/// drops when the process dies however that dies. Since a lock can also get lost while its holder lives (the server
/// restarted, the network broke), a claim has a token too, which every commit must show: see the function <c>hold</c>. A lock
/// that got lost is taken again as long as nobody else has claimed the sweep meanwhile. The claim of a process that was declared
/// dead, but whose session still holds the lock, is taken over; see <see cref="ClaimTakeOver"/>.</summary>
internal sealed class PostgresSweepClaims : IDisposable
{
    // "Swep": the first half of our advisory locks, the sweep's key is the second.
    private const int LockClass = 0x53776570;

    // The server needs a moment to notice that a process is gone.
    private const int Attempts = 25;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PostgresHeldClaim> _held = [];

    // Kept after a release: until the sweep is claimed again, commits go on under it.
    private readonly ConcurrentDictionary<string, long> _tokens = new();
    private readonly PostgresDatabase _database;
    private readonly PostgresOptions _options;
    private readonly NpgsqlDataSource _source;
    private NpgsqlConnection? _connection;
    private ITimer? _timer;

    public PostgresSweepClaims(PostgresDatabase database, PostgresOptions options)
    {
        _database = database;
        _options = options;
        _source = PostgresDatabase.Source(new(database.Settings.ConnectionString)
        {
            Pooling = false,
            ApplicationName = PostgresConnection.ProcessName(),
            CommandTimeout = 10,
            Options = $"{database.Settings.Options} {ClaimTakeOver.LockTimeout}",
        });
    }

    /// <summary>Null where this store never claimed the sweep.</summary>
    public long? Token(string sweepId) => _tokens.TryGetValue(sweepId, out var token) ? token : null;

    /// <exception cref="SweepException">There is no such sweep, or another holds the claim (Input); the database refuses (Environment).</exception>
    public IDisposable Claim(string sweepId, int sweep, Claimant? claimant)
    {
        lock (_gate)
        {
            try
            {
                for (var attempt = 1; ; attempt++)
                {
                    var isLast = attempt == Attempts;
                    if (_database.Patience.Try(_options.Patience, () => TryClaim(sweepId, sweep, claimant, isLast)) is { } claim)
                        return claim;
                    if (isLast || _held.ContainsKey(sweepId))
                        throw Refused(sweepId);
                    _database.Patience.Wait(Pause);
                }
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw Refused(sweepId);
            }
        }
    }

    /// <summary>The holder's process id; null: nobody.</summary>
    public int? Holder(string sweepId) => HolderName(sweepId)?.Split(' ') is not { } words
        ? null
        : words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            ? process
            : throw new SweepException($"PostgreSQL at {_database.Place} doesn't say which process runs {sweepId}.", SweepErrorKind.Environment);

    /// <summary>Takes locks again that got lost, where the claim didn't. While the database is away, nothing happens.</summary>
    public void Renew()
    {
        // Someone who is at it already does the same.
        if (!_gate.TryEnter())
            return;
        try
        {
            // What a broken connection tells is only that it is broken; then once more with a new one.
            if (!TryRenew())
                TryRenew();
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Cuts the connection that holds the locks, as a broken network would.</summary>
    internal void Disconnect()
    {
        lock (_gate)
        {
            DropConnection();
        }
    }

    public void Dispose()
    {
        foreach (var claim in _held.Values.ToList())
            claim.Dispose();
        _source.Dispose();
    }

    /// <summary>False: the database can't be reached, or not yet again.</summary>
    private bool TryRenew()
    {
        try
        {
            if (_held.Count > 0)
                PostgresDatabase.First(Connection(), new("SELECT 1"), row => row.GetInt32(0));
            foreach (var claim in _held.Values.Where(claim => claim.State == ClaimState.Unlocked))
                Relock(claim);
            return true;
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            return false;
        }
    }

    private PostgresHeldClaim? TryClaim(string sweepId, int sweep, Claimant? claimant, bool isLast)
    {
        if (_held.ContainsKey(sweepId))
            return null;
        // One and the same: another one would not hold the lock.
        var connection = Connection();
        var isLocked = TryLock(sweep);
        try
        {
            var dead = ClaimTakeOver.FindDead(connection, sweep, claimant, isLocked);
            if (!isLocked && dead is null)
                return null;
            // The lock comes free with its session. Without it, the token alone keeps the dead process from writing.
            var isEnded = dead is { } followed && ClaimTakeOver.EndSessions(connection, LockClass, sweep, followed);
            if (!isLocked && isEnded && !isLast)
                return null;
            if (ClaimTakeOver.Raise(connection, sweep, claimant, isLocked ? null : dead) is not { } token)
                return null;
            _tokens[sweepId] = token;
        }
        catch
        {
            // With the lock that nobody holds now.
            DropConnection();
            throw;
        }

        var claim = new PostgresHeldClaim(this, sweepId, sweep) { State = isLocked ? ClaimState.Locked : ClaimState.Unlocked };
        _held.Add(sweepId, claim);
        _timer ??= _options.Time.CreateTimer(_ => Renew(), null, LookInterval, LookInterval);
        return claim;
    }

    private bool TryLock(int sweep) => PostgresDatabase.First(
        Connection(), new NpgsqlBatchCommand("SELECT pg_try_advisory_lock($1, $2)").With(LockClass).With(sweep), row => row.GetBoolean(0));

    private void Relock(PostgresHeldClaim claim)
    {
        var isLocked = TryLock(claim.Sweep);
        var token = PostgresDatabase.First(
            Connection(), new NpgsqlBatchCommand("SELECT claim_token FROM sweeps WHERE sweep = $1").With(claim.Sweep), row => row.GetInt64(0));
        var isOurs = token == _tokens[claim.SweepId];
        if (isLocked && !isOurs)
            Unlock(claim.Sweep);
        else if (isLocked)
            ClaimTakeOver.RecordSession(Connection(), claim.Sweep, token);
        claim.State = !isOurs ? ClaimState.Lost : isLocked ? ClaimState.Locked : ClaimState.Unlocked;
    }

    private void Unlock(int sweep) => PostgresDatabase.First(
        Connection(), new NpgsqlBatchCommand("SELECT pg_advisory_unlock($1, $2)").With(LockClass).With(sweep), row => row.GetBoolean(0));

    private void Release(PostgresHeldClaim claim)
    {
        lock (_gate)
        {
            if (!_held.Remove(claim.SweepId))
                return;
            try
            {
                if (claim.State == ClaimState.Locked && _connection is { State: System.Data.ConnectionState.Open })
                    Unlock(claim.Sweep);
            }
            catch (Exception failure) when (IsOfConnection(failure))
            {
                // The lock goes with the connection.
                DropConnection();
            }

            if (_held.Count > 0)
                return;
            DropConnection();
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>The open connection that holds the locks; a new one holds none yet.</summary>
    private NpgsqlConnection Connection()
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open)
            return open;
        DropConnection();
        return _connection = _source.OpenConnection();
    }

    private static bool IsOfConnection(Exception failure) => failure is NpgsqlException or IOException or TimeoutException;

    private void DropConnection()
    {
        _connection?.Dispose();
        _connection = null;
        foreach (var claim in _held.Values.Where(claim => claim.State == ClaimState.Locked))
            claim.State = ClaimState.Unlocked;
    }

    private string? HolderName(string sweepId) => _database.First(
        () => new NpgsqlBatchCommand(
            """
            SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid::bigint = $1
                AND l.objid::bigint = (SELECT sweep FROM sweeps WHERE id = $2)
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
            .With((long)LockClass)
            .With(sweepId),
        row => row.GetString(0));

    // "sweepcluster 4711 on gpu-3"
    private ClaimHeldException Refused(string sweepId) => new(
        $"{sweepId} is being run by {(HolderName(sweepId) is { } name ? name.Replace("sweepcluster", "process", StringComparison.Ordinal) : "another process, which has just ended: try again")}. "
        + $"Watch it with `./sweep watch {sweepId}`, or pause it first with `./sweep pause {sweepId}`.");

    private enum ClaimState
    {
        Locked,

        /// <summary>The connection broke; nobody else is known to have claimed the sweep since.</summary>
        Unlocked,

        /// <summary>Somebody else has.</summary>
        Lost,
    }

    private sealed class PostgresHeldClaim(PostgresSweepClaims claims, string sweepId, int sweep) : IDisposable
    {
        private bool _isReleased;

        public string SweepId => sweepId;

        public int Sweep => sweep;

        public ClaimState State { get; set; }

        public void Dispose()
        {
            if (_isReleased)
                return;
            _isReleased = true;
            claims.Release(this);
        }
    }
}
