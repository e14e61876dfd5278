using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Postgres;

/// <summary>The results store in a PostgreSQL database, in the schema <c>sweepcluster</c>, for any number of processes and machines. While
/// the database is unavailable, calls are retried; see <see cref="PostgresOptions"/>. A commit under a claim that was lost to another
/// process is refused with a <see cref="ClaimLostException"/>; a store that never claimed the sweep commits unfenced. See
/// <c>docs/adr/0006-postgres.md</c>.</summary>
public sealed class PostgresResultStore : IResultStore
{
    // Rows per page of a stream: each page is of one moment, no connection is kept between pages, and a failed page is read again.
    private const int Page = 2000;

    // Keys of sweeps never change, so they are looked up once.
    private readonly ConcurrentDictionary<string, int> _keys = new();
    private readonly PostgresDatabase _database;
    private readonly PostgresSweepClaims _claims;

    private PostgresResultStore(PostgresDatabase database, PostgresOptions options)
    {
        _database = database;
        _claims = new(database, options);
    }

    /// <summary>Opens the store; the schema is created when it doesn't exist, and an older one is brought up to date.</summary>
    /// <exception cref="SweepException">The connection can't be read or is refused (Input); the database doesn't answer, or is a newer
    /// version's (Environment).</exception>
    public static PostgresResultStore Open(PostgresOptions options)
    {
        var database = new PostgresDatabase(options);
        try
        {
            database.Migrate();
            return new(database, options);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Brings the schema up to date, and lets a role use it.</summary>
    /// <param name="grantTo">A role that is to read and write results and Orleans' membership; null: none.</param>
    /// <exception cref="SweepException">As of <see cref="Open"/>; or there is no such role, or the user of the connection may not grant it
    /// anything.</exception>
    public static PostgresMigration Migrate(PostgresOptions options, string? grantTo = null)
    {
        using var database = new PostgresDatabase(options);
        var migration = database.Migrate();
        return grantTo is null ? migration : migration with { Grant = database.Grant(grantTo) };
    }

    public async Task<SweepRecord> CreateSweepAsync(NewSweep sweep, CancellationToken cancellation)
    {
        var creation = Guid.NewGuid();
        try
        {
            var created = await _database.ReadAsync(
                () => PostgresSweepRows.Create(sweep, creation), PostgresSweepRows.Read, skipped: 2, cancellation);
            return created.Count == 0 && sweep.Key is { } key ? throw new KeyUsedException(key.Value) : created[0];
        }
        catch (SweepException full) when (full.InnerException is PostgresException { SqlState: PostgresErrorCodes.DiskFull } refusal)
        {
            throw new SweepException(
                $"The disk of PostgreSQL at {_database.Place} is full ({refusal.MessageText}): the sweep was not recorded, "
                + "and nothing was started. Make room on its machine, then try again.",
                SweepErrorKind.Environment,
                refusal);
        }
    }

    public async Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation) =>
        (await _database.ReadAsync(() => PostgresSweepRows.Find(id), PostgresSweepRows.Read, cancellation)).SingleOrDefault();

    public async Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation) =>
        await _database.ReadAsync(PostgresSweepRows.All, PostgresSweepRows.Read, cancellation);

    public async Task<IAsyncDisposable> ClaimAsync(string sweepId, Claimant? claimant, CancellationToken cancellation) =>
        await _claims.ClaimAsync(sweepId, await KeyAsync(sweepId, cancellation), claimant, cancellation);

    public Task<int?> FindClaimHolderAsync(string sweepId, CancellationToken cancellation) =>
        _claims.FindHolderAsync(sweepId, cancellation);

    public async Task CommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation)
    {
        if (batch.Sweep is { } sweep && sweep.Id != sweepId)
            throw new ArgumentException($"The batch is for {sweepId}, its sweep is {sweep.Id}.", nameof(batch));
        PostgresBatchWriter.Check(batch);
        var key = await KeyAsync(sweepId, cancellation);
        var (token, setbacks) = (_claims.Token(sweepId), _database.Setbacks);
        try
        {
            await WriteAsync(key, token, batch, cancellation);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresFailure.ClaimLost)
        {
            throw new ClaimLostException(sweepId);
        }

        if (setbacks != _database.Setbacks)
            await _claims.RenewAsync();
    }

    public async Task DeleteSweepAsync(string sweepId, CancellationToken cancellation)
    {
        var key = await KeyAsync(sweepId, cancellation);
        var token = _claims.Token(sweepId);
        try
        {
            await _database.ExecuteAsync(() => PostgresSweepRows.Delete(key, token), cancellation);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresFailure.ClaimLost)
        {
            throw new ClaimLostException(sweepId);
        }

        _keys.TryRemove(sweepId, out _);
    }

    // PostgreSQL's own vacuum, which runs in the background, gives the space to new rows.
    public Task<long> CompactAsync(bool isDry, CancellationToken cancellation) => Task.FromResult(0L);

    public async Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation)
    {
        var key = await KeyAsync(sweepId, cancellation);
        var counts = await _database.ReadAsync(() => PostgresTrialRows.Count(key), PostgresTrialRows.ReadCount, cancellation);
        // Trials are leased in order, so that their count is the index of the next one.
        var next = counts.Where(count => count.Pass >= pass).Sum(count => count.Trials);
        var open = await _database.ReadAsync(() => PostgresTrialRows.Open(key, next), PostgresTrialRows.Read, cancellation);
        return new(next, open, counts.Where(count => count.State == TrialState.Failed).Sum(count => count.Trials));
    }

    public async Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation)
    {
        var key = await KeyAsync(sweepId, cancellation);
        return (await _database.ReadAsync(() => PostgresTrialRows.Find(key, trial), PostgresTrialRows.Read, cancellation))
            .SingleOrDefault();
    }

    public async IAsyncEnumerable<TrialRecord> ReadTrialsAsync(string sweepId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var key = await KeyAsync(sweepId, cancellation);
        for (var after = -1L; ;)
        {
            var from = after;
            var page = await _database.ReadAsync(() => PostgresTrialRows.Page(key, from, Page), PostgresTrialRows.Read, cancellation);
            foreach (var trial in page)
                yield return trial;
            if (page.Count < Page)
                yield break;
            after = page[^1].Trial;
        }
    }

    public async IAsyncEnumerable<EpochRecord> ReadEpochsAsync(
        string sweepId, long? trial, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var key = await KeyAsync(sweepId, cancellation);
        for (var after = (Trial: trial ?? 0, Epoch: 0); ;)
        {
            var from = after;
            var page = await _database.ReadAsync(
                () => PostgresEpochRows.Page(key, from, trial ?? long.MaxValue, Page), PostgresEpochRows.Read, cancellation);
            foreach (var epoch in page)
                yield return epoch;
            if (page.Count < Page)
                yield break;
            after = (page[^1].Trial, page[^1].Report.Epoch);
        }
    }

    public async Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation)
    {
        var key = await KeyAsync(sweepId, cancellation);
        var counts = await _database.ReadAsync(() => PostgresTrialRows.Count(key), PostgresTrialRows.ReadCount, cancellation);
        return counts.GroupBy(count => count.State).ToDictionary(group => group.Key, group => group.Sum(count => count.Trials));
    }

    public async Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(
        string sweepId, Goal goal, int top, CancellationToken cancellation)
    {
        var key = await KeyAsync(sweepId, cancellation);
        var trials = await _database.ReadAsync(
            () => PostgresConfigurationMeans.Leaders(key, goal, top), PostgresTrialRows.Read, cancellation);
        return [.. trials.GroupBy(trial => trial.Configuration).Select(group => new ConfigurationTrials(group.Key, [.. group]))];
    }

    public async Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation)
    {
        var key = await KeyAsync(sweepId, cancellation);
        return await _database.ReadAsync(() => PostgresEventRows.All(key), PostgresEventRows.Read, cancellation);
    }

    public async Task<IReadOnlyList<DecisionRecord>> ReadDecisionsAsync(string sweepId, CancellationToken cancellation)
    {
        var key = await KeyAsync(sweepId, cancellation);
        return await _database.ReadAsync(() => PostgresDecisionRows.All(key), PostgresDecisionRows.Read, cancellation);
    }

    public async Task PostRequestAsync(string sweepId, SweepRequest request, CancellationToken cancellation)
    {
        const string post =
            "INSERT INTO requests (sweep, request) VALUES ($1, $2) ON CONFLICT (sweep) DO UPDATE SET request = excluded.request";
        var key = await KeyAsync(sweepId, cancellation);
        await _database.ExecuteAsync(() => [new NpgsqlBatchCommand(post).With(key).With((int)request)], cancellation);
    }

    public async Task<SweepRequest?> TakeRequestAsync(string sweepId, CancellationToken cancellation)
    {
        // A request taken by a process without the claim would be lost with that process' next commit.
        const string take =
            """
            DELETE FROM requests r USING sweeps s
            WHERE r.sweep = $1 AND s.sweep = $1 AND ($2 IS NULL OR s.claim_token = $2) RETURNING r.request
            """;
        var key = await KeyAsync(sweepId, cancellation);
        var token = _claims.Token(sweepId);
        var taken = await _database.ReadAsync(
            () => new NpgsqlBatchCommand(take).With(key).WithNullable(token, NpgsqlDbType.Bigint), row => (SweepRequest?)row.GetInt32(0),
            cancellation);
        return taken.SingleOrDefault();
    }

    public async Task<KeyUse?> FindKeyAsync(string? sweepId, string key, CancellationToken cancellation)
    {
        var sweep = sweepId is null ? PostgresKeyRows.Submissions : await KeyAsync(sweepId, cancellation);
        var found = await _database.ReadAsync(() => PostgresKeyRows.Find(sweep, key), PostgresKeyRows.Read, cancellation);
        return found.SingleOrDefault();
    }

    public async ValueTask DisposeAsync()
    {
        await _claims.DisposeAsync();
        _database.Dispose();
    }

    /// <summary>Cuts the connection that holds the claims, as a broken network would; for tests.</summary>
    internal Task BreakClaimsAsync() => _claims.DisconnectAsync();

    /// <summary>Takes lost locks of claims again, as a timer does every second; for tests.</summary>
    internal Task RenewClaimsAsync() => _claims.RenewAsync();

    private async Task WriteAsync(int key, long? token, StoreBatch batch, CancellationToken cancellation)
    {
        if (PostgresBatchWriter.IsCopied(batch))
        {
            try
            {
                await _database.CopyAsync(
                    () => PostgresBatchWriter.Commands(key, token, batch, withEpochs: false),
                    connection => PostgresBatchWriter.CopyEpochsAsync(connection, key, batch, cancellation),
                    cancellation);
                return;
            }
            catch (PostgresException recorded) when (recorded is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "epochs" })
            {
                // COPY can't replace rows. A trial that starts over reports its epochs again, and so does a commit whose answer was lost.
            }
        }

        await _database.ExecuteAsync(() => PostgresBatchWriter.Commands(key, token, batch, withEpochs: true), cancellation);
    }

    private async ValueTask<int> KeyAsync(string sweepId, CancellationToken cancellation)
    {
        if (_keys.TryGetValue(sweepId, out var known))
            return known;
        var found = await _database.ReadAsync(() => PostgresSweepRows.FindKey(sweepId), row => row.GetInt32(0), cancellation);
        return found.Count > 0 ? _keys[sweepId] = found[0] : throw Unknown(sweepId);
    }

    private SweepException Unknown(string sweepId) => NotRecorded.Sweep(sweepId, $"PostgreSQL at {_database.Place}");
}
