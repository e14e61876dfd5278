using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;

namespace SweepCluster.Storage.Postgres;

/// <summary>The claims of one store: session locks of the database (advisory locks), all on one separate connection, which the server drops
/// when the process ends in whatever way.</summary>
/// <remarks>A lock can also be lost while its holder lives (the server restarted, the network broke), so a claim has a token too, which
/// every commit must present: see the function <c>hold</c>. A lost lock is taken again as long as no other process has claimed the sweep.
/// The claim of a process that was declared dead, but whose session still holds the lock, is taken over; see
/// <see cref="ClaimTakeOver"/>.</remarks>
internal sealed class PostgresSweepClaims : IAsyncDisposable
{
    // "Swep": the first half of this program's advisory locks; the sweep's key is the second.
    private const int LockClass = 0x53776570;

    // The server needs a moment to notice that a process is gone.
    private const int Attempts = 25;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    // Guards the connection, the claims held and the timer.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, PostgresHeldClaim> _held = [];

    // Kept after a release: until the sweep is claimed again, commits continue under this token.
    private readonly ConcurrentDictionary<string, long> _tokens = new();
    private readonly PostgresDatabase _database;
    private readonly PostgresOptions _options;
    private readonly NpgsqlDataSource _source;
    private NpgsqlConnection? _connection;
    private ITimer? _timer;
    private Task _renewal = Task.CompletedTask;

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

    /// <summary>The token of this store's latest claim on a sweep; null if it never claimed the sweep.</summary>
    public long? Token(string sweepId) => _tokens.TryGetValue(sweepId, out var token) ? token : null;

    /// <param name="sweepId">The sweep's id, for messages.</param>
    /// <param name="sweep">The sweep's key.</param>
    /// <param name="claimant">See <see cref="IResultStore.ClaimAsync"/>.</param>
    /// <param name="cancellation">Ends the attempts.</param>
    /// <exception cref="SweepException">Another process holds the claim (Input), or the database refuses (Environment).</exception>
    public async Task<IAsyncDisposable> ClaimAsync(string sweepId, int sweep, Claimant? claimant, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var isLast = attempt == Attempts;
                var claim = await _database.Retries.TryAsync(
                    _options.RetryTimeout, () => TryClaimAsync(sweepId, sweep, claimant, isLast, cancellation), cancellation)
                    .ConfigureAwait(false);
                if (claim is not null)
                    return claim;
                if (isLast || _held.ContainsKey(sweepId))
                    throw await RefusedAsync(sweepId, cancellation).ConfigureAwait(false);
                await Task.Delay(Pause, _options.Time, cancellation).ConfigureAwait(false);
            }
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw await RefusedAsync(sweepId, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The holder's process id; null if the sweep is not claimed.</summary>
    public async Task<int?> FindHolderAsync(string sweepId, CancellationToken cancellation)
    {
        if (await FindHolderNameAsync(sweepId, cancellation).ConfigureAwait(false) is not { } name)
            return null;
        var words = name.Split(' ');
        return words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            ? process
            : throw new SweepException(
                $"PostgreSQL at {_database.Place} doesn't say which process runs {sweepId}.", SweepErrorKind.Environment);
    }

    /// <summary>Takes lost locks again whose claim was not lost. Does nothing while the database is unavailable.</summary>
    public async Task RenewAsync()
    {
        // The caller that has the gate does the same, or is about to use the connection and notices.
        if (!await _gate.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
            return;
        try
        {
            // The first failure on a broken connection only shows that it is broken; the second attempt uses a new one.
            if (!await TryRenewAsync().ConfigureAwait(false))
                await TryRenewAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Cuts the connection that holds the locks, as a broken network would.</summary>
    internal async Task DisconnectAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await DropConnectionAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var claim in _held.Values.ToList())
            await claim.DisposeAsync().ConfigureAwait(false);
        await _renewal.ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    /// <summary>Takes lost locks again; false if the database can't be reached.</summary>
    private async Task<bool> TryRenewAsync()
    {
        try
        {
            if (_held.Count > 0)
                await FirstAsync(new("SELECT 1"), row => row.GetInt32(0), CancellationToken.None).ConfigureAwait(false);
            foreach (var claim in _held.Values.Where(claim => claim.State == ClaimState.Unlocked).ToList())
                await RelockAsync(claim).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            return false;
        }
    }

    private async Task<PostgresHeldClaim?> TryClaimAsync(
        string sweepId, int sweep, Claimant? claimant, bool isLast, CancellationToken cancellation)
    {
        if (_held.ContainsKey(sweepId))
            return null;
        // The one connection of all claims: another one would not hold the lock.
        var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var isLocked = false;
        try
        {
            isLocked = await TryLockAsync(sweep, cancellation).ConfigureAwait(false);
            var dead = await ClaimTakeOver.FindDeadAsync(connection, sweep, claimant, isLocked, cancellation).ConfigureAwait(false);
            if (!isLocked && dead is null)
                return null;
            // The lock is freed when its session ends. Without it, the token alone keeps the dead process from writing.
            var isEnded = dead is { } followed
                && await ClaimTakeOver.EndSessionsAsync(connection, LockClass, sweep, followed, cancellation).ConfigureAwait(false);
            if (!isLocked && isEnded && !isLast)
                return null;
            var token = await ClaimTakeOver.RaiseAsync(connection, sweep, claimant, isLocked ? null : dead, cancellation)
                .ConfigureAwait(false);
            if (token is not { } raised)
                return null;
            _tokens[sweepId] = raised;
        }
        catch
        {
            // Dropped with its lock, which no claim holds now.
            await DropConnectionAsync().ConfigureAwait(false);
            throw;
        }

        var claim = new PostgresHeldClaim(this, sweepId, sweep) { State = isLocked ? ClaimState.Locked : ClaimState.Unlocked };
        _held.Add(sweepId, claim);
        _timer ??= _options.Time.CreateTimer(_ => _renewal = RenewAsync(), null, LookInterval, LookInterval);
        return claim;
    }

    private Task<bool> TryLockAsync(int sweep, CancellationToken cancellation) => FirstAsync(
        new NpgsqlBatchCommand("SELECT pg_try_advisory_lock($1, $2)").With(LockClass).With(sweep), row => row.GetBoolean(0), cancellation);

    private async Task RelockAsync(PostgresHeldClaim claim)
    {
        var isLocked = await TryLockAsync(claim.Sweep, CancellationToken.None).ConfigureAwait(false);
        var token = await FirstAsync(
            new NpgsqlBatchCommand("SELECT claim_token FROM sweeps WHERE sweep = $1").With(claim.Sweep),
            row => row.GetInt64(0),
            CancellationToken.None).ConfigureAwait(false);
        var isOurs = token == _tokens[claim.SweepId];
        if (isLocked && !isOurs)
            await UnlockAsync(claim.Sweep).ConfigureAwait(false);
        else if (isLocked)
            await ClaimTakeOver.RecordSessionAsync(_connection!, claim.Sweep, token, CancellationToken.None).ConfigureAwait(false);
        claim.State = !isOurs ? ClaimState.Lost : isLocked ? ClaimState.Locked : ClaimState.Unlocked;
    }

    private Task<bool> UnlockAsync(int sweep) => FirstAsync(
        new NpgsqlBatchCommand("SELECT pg_advisory_unlock($1, $2)").With(LockClass).With(sweep),
        row => row.GetBoolean(0),
        CancellationToken.None);

    private async Task ReleaseAsync(PostgresHeldClaim claim)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_held.Remove(claim.SweepId))
                return;
            try
            {
                if (claim.State == ClaimState.Locked && _connection is { State: System.Data.ConnectionState.Open })
                    await UnlockAsync(claim.Sweep).ConfigureAwait(false);
            }
            catch (Exception failure) when (IsOfConnection(failure))
            {
                // The lock ends with the connection.
                await DropConnectionAsync().ConfigureAwait(false);
            }

            if (_held.Count > 0)
                return;
            await DropConnectionAsync().ConfigureAwait(false);
            if (_timer is { } timer)
                await timer.DisposeAsync().ConfigureAwait(false);
            _timer = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<T?> FirstAsync<T>(NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        return await PostgresDatabase.FirstAsync(connection, command, read, cancellation).ConfigureAwait(false);
    }

    /// <summary>The open connection that holds the locks; a new one holds none yet.</summary>
    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open)
            return open;
        await DropConnectionAsync().ConfigureAwait(false);
        return _connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
    }

    private static bool IsOfConnection(Exception failure) => failure is NpgsqlException or IOException or TimeoutException;

    private async Task DropConnectionAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync().ConfigureAwait(false);
        _connection = null;
        foreach (var claim in _held.Values.Where(claim => claim.State == ClaimState.Locked))
            claim.State = ClaimState.Unlocked;
    }

    private async Task<string?> FindHolderNameAsync(string sweepId, CancellationToken cancellation)
    {
        var names = await _database.ReadAsync(
            () => new NpgsqlBatchCommand(
                """
                SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid::bigint = $1
                    AND l.objid::bigint = (SELECT sweep FROM sweeps WHERE id = $2)
                    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """)
                .With((long)LockClass)
                .With(sweepId),
            row => row.GetString(0),
            cancellation).ConfigureAwait(false);
        return names.FirstOrDefault();
    }

    private async Task<ClaimHeldException> RefusedAsync(string sweepId, CancellationToken cancellation)
    {
        // "sweepcluster 4711 on gpu-3"
        var holder = await FindHolderNameAsync(sweepId, cancellation).ConfigureAwait(false) is { } name
            ? name.Replace("sweepcluster", "process", StringComparison.Ordinal)
            : "another process, which has just ended: try again";
        return new(
            $"{sweepId} is being run by {holder}. "
            + $"Watch it with `./sweep watch {sweepId}`, or pause it first with `./sweep pause {sweepId}`.");
    }

    private enum ClaimState
    {
        Locked,

        /// <summary>The connection broke; no other process is known to have claimed the sweep since.</summary>
        Unlocked,

        /// <summary>Another process has claimed the sweep.</summary>
        Lost,
    }

    private sealed class PostgresHeldClaim(PostgresSweepClaims claims, string sweepId, int sweep) : IAsyncDisposable
    {
        private bool _isReleased;

        public string SweepId => sweepId;

        public int Sweep => sweep;

        public ClaimState State { get; set; }

        public async ValueTask DisposeAsync()
        {
            if (_isReleased)
                return;
            _isReleased = true;
            await claims.ReleaseAsync(this).ConfigureAwait(false);
        }
    }
}
