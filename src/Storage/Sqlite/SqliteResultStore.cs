using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The results store in one folder: <c>sweeps.db</c> and the claims beside it. Several processes may use the same folder at once.
/// SQLite works on the calling thread; only the turn to write is awaited. See <c>docs/adr/0001-sqlite-results-store.md</c>.</summary>
public sealed class SqliteResultStore : IResultStore
{
    // Rows per page of a stream: each page is of one moment, and no reader keeps the log from being truncated for long.
    private const int Page = 1000;

    // Keys of sweeps never change, so they are looked up once.
    private readonly ConcurrentDictionary<string, long> _keys = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _path;
    // Null if the store was opened for reading.
    private readonly SqliteDatabase? _database;
    private readonly SqliteBatchWriter? _batches;
    private readonly ReaderPool _readers;
    private readonly SqliteSweepClaims _claims;

    private SqliteResultStore(string home, SqliteDatabase database)
        : this(home, () => SqliteDatabase.Open(database.Path))
    {
        _database = database;
        _batches = new(database);
    }

    private SqliteResultStore(string home, Func<SqliteDatabase> openReader)
    {
        _path = DatabasePath(home);
        _readers = new(openReader);
        _claims = new(Path.Combine(home, "claims"));
    }

    /// <summary>Opens the store in a folder. Both are created if they don't exist, and an older version's store is brought up to
    /// date.</summary>
    /// <exception cref="SweepException">The folder or the file can't be used; the message says why (Environment).</exception>
    public static SqliteResultStore Open(string homeFolder)
    {
        var home = Path.GetFullPath(homeFolder);
        try
        {
            CreateFolder(home);
            return OpenIn(home);
        }
        catch (SweepException full) when (DiskFull.Is(full.InnerException))
        {
            throw Full(home, full, "the results store can't be opened");
        }
    }

    /// <summary>Opens the store in a folder for reading only, which needs no permission to write. A folder that doesn't exist is not
    /// created: it holds no sweep. An older version's store is brought up to date if it is writable.</summary>
    /// <exception cref="SweepException">The folder or the file can't be read; the message says why (Environment).</exception>
    public static SqliteResultStore OpenForReading(string homeFolder)
    {
        var home = Path.GetFullPath(homeFolder);
        return ReadOnlyHome.Find(DatabasePath(home)).Open is { } openReader ? new(home, openReader) : Open(home);
    }

    public Task<SweepRecord> CreateSweepAsync(NewSweep sweep, CancellationToken cancellation) =>
        CreateAsync(database => SqliteSweepRows.Create(database, sweep), cancellation);

    public async Task<(SweepRecord Sweep, IAsyncDisposable Claim)> CreateClaimedSweepAsync(
        NewSweep sweep, CancellationToken cancellation)
    {
        IAsyncDisposable? claim = null;
        try
        {
            // Within the transaction: if the claim is refused, nothing is recorded.
            var record = await CreateAsync(
                database =>
                {
                    var created = SqliteSweepRows.Create(database, sweep);
                    claim = _claims.Claim(created.Id);
                    return created;
                },
                cancellation);
            return (record, claim!);
        }
        catch
        {
            if (claim is not null)
                await claim.DisposeAsync();
            throw;
        }
    }

    public Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation) =>
        ReadAsync(database => SqliteSweepRows.Find(database, id), cancellation);

    public Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<SweepRecord>>(SqliteSweepRows.All, cancellation);

    // File locks name no claimant, and the lock of a dead process is free: there is nothing to take over.
    public Task<IAsyncDisposable> ClaimAsync(string sweepId, Claimant? claimant, CancellationToken cancellation) => Run(
        () =>
        {
            _readers.Read(database => Key(database, sweepId));
            return _claims.Claim(sweepId);
        },
        cancellation);

    public Task<int?> FindClaimHolderAsync(string sweepId, CancellationToken cancellation) =>
        Run(() => _claims.Holder(sweepId), cancellation);

    public Task CommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation)
    {
        if (batch.Sweep is { } sweep && sweep.Id != sweepId)
            throw new ArgumentException($"The batch is for {sweepId}, its sweep is {sweep.Id}.", nameof(batch));
        return WriteAsync(
            database =>
            {
                _batches!.Write(Key(database, sweepId), batch);
                return true;
            },
            cancellation);
    }

    public Task DeleteSweepAsync(string sweepId, CancellationToken cancellation) => WriteAsync(
        database =>
        {
            SqliteSweepRows.Delete(database, Key(database, sweepId));
            return _keys.TryRemove(sweepId, out _);
        },
        cancellation);

    public async Task<long> CompactAsync(bool isDry, CancellationToken cancellation)
    {
        var unused = await ReadAsync(database => database.UnusedBytes(), cancellation);
        if (isDry || unused == 0)
            return unused;
        return await InTurnAsync(
            database =>
            {
                database.Compact();
                return unused;
            },
            cancellation);
    }

    public Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation) => ReadAsync(
        database =>
        {
            var sweep = Key(database, sweepId);
            // Trials are leased in order, so that their count is the index of the next one.
            var next = SqliteTrialCounts.Leased(database, sweep, pass);
            var open = database
                .Prepare($"SELECT {SqliteTrialRows.Columns} FROM trials INDEXED BY open_trials WHERE sweep = ?1 AND trial < ?2 "
                    + "AND state < 2 ORDER BY trial")
                .Bind(1, sweep)
                .Bind(2, next)
                .All(SqliteTrialRows.Read);
            return new SweepProgress(next, open, SqliteTrialCounts.ByState(database, sweep).GetValueOrDefault(TrialState.Failed));
        },
        cancellation);

    public Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation) => ReadAsync(
        database => database
            .Prepare($"SELECT {SqliteTrialRows.Columns} FROM trials WHERE sweep = ?1 AND trial = ?2")
            .Bind(1, Key(database, sweepId))
            .Bind(2, trial)
            .First(SqliteTrialRows.Read),
        cancellation);

    public async IAsyncEnumerable<TrialRecord> ReadTrialsAsync(string sweepId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = -1L; ;)
        {
            var page = await ReadAsync(
                database => database
                    .Prepare($"SELECT {SqliteTrialRows.Columns} FROM trials WHERE sweep = ?1 AND trial > ?2 ORDER BY trial LIMIT {Page}")
                    .Bind(1, Key(database, sweepId))
                    .Bind(2, after)
                    .All(SqliteTrialRows.Read),
                cancellation);
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
        var (afterTrial, afterEpoch) = (trial ?? 0, 0);
        while (true)
        {
            var page = await ReadAsync(
                database => database
                    .Prepare(
                        $"""
                        SELECT {SqliteEpochRows.Columns} FROM epochs
                        WHERE sweep = ?1 AND (trial, epoch) > (?2, ?3) AND trial <= ?4 ORDER BY trial, epoch LIMIT {Page}
                        """)
                    .Bind(1, Key(database, sweepId))
                    .Bind(2, afterTrial)
                    .Bind(3, afterEpoch)
                    .Bind(4, trial ?? long.MaxValue)
                    .All(SqliteEpochRows.Read),
                cancellation);
            foreach (var epoch in page)
                yield return epoch;
            if (page.Count < Page)
                yield break;
            (afterTrial, afterEpoch) = (page[^1].Trial, page[^1].Report.Epoch);
        }
    }

    public Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyDictionary<TrialState, long>>(
            database => SqliteTrialCounts.ByState(database, Key(database, sweepId)), cancellation);

    public Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(string sweepId, Goal goal, int top, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ConfigurationTrials>>(
            database =>
            {
                var sweep = Key(database, sweepId);
                // Without a hint SQLite would read all trials of the sweep for each configuration.
                var trials = database.Prepare(
                    $"SELECT {SqliteTrialRows.Columns} FROM trials INDEXED BY trials_by_configuration WHERE sweep = ?1 "
                    + "AND configuration = ?2 ORDER BY repeat, trial");
                var best = SqliteConfigurationMeans.Best(database, sweep, goal, top);
                var others = SqliteConfigurationMeans.WithoutMean(database, sweep, top - best.Count);
                return [.. best.Concat(others).Select(configuration => new ConfigurationTrials(
                    configuration, trials.Bind(1, sweep).Bind(2, configuration).All(SqliteTrialRows.Read)))];
            },
            cancellation);

    public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<EventRecord>>(database => SqliteEventRows.All(database, Key(database, sweepId)), cancellation);

    public Task<IReadOnlyList<DecisionRecord>> ReadDecisionsAsync(string sweepId, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<DecisionRecord>>(database => SqliteDecisionRows.All(database, Key(database, sweepId)), cancellation);

    public Task PostRequestAsync(string sweepId, SweepRequest request, CancellationToken cancellation) =>
        WriteAsync(database => SqliteRequestRows.Post(database, Key(database, sweepId), request), cancellation);

    public async Task<SweepRequest?> TakeRequestAsync(string sweepId, CancellationToken cancellation) =>
        // Usually there is none, which is seen without waiting for the turn to write.
        await ReadAsync(database => SqliteRequestRows.Find(database, Key(database, sweepId)), cancellation) is null
            ? null
            : await WriteAsync(database => SqliteRequestRows.Take(database, Key(database, sweepId)), cancellation);

    public Task<KeyUse?> FindKeyAsync(string? sweepId, string key, CancellationToken cancellation) => ReadAsync(
        database => SqliteKeyRows.Find(database, sweepId is null ? SqliteKeyRows.Submissions : Key(database, sweepId), key), cancellation);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _readers.Dispose();
        _database?.Dispose();
        _turn.Dispose();
    }

    /// <summary>Limits the number of pages, as if the disk were full beyond it; for tests.</summary>
    internal void LimitPages(long pages) => _database!.Execute($"PRAGMA max_page_count = {pages}");

    private static string DatabasePath(string home) => Path.Combine(home, "sweeps.db");

    private static SqliteResultStore OpenIn(string home)
    {
        var database = SqliteDatabase.Open(DatabasePath(home));
        try
        {
            // Checked before anything is written: a foreign or newer database is left as it is.
            SqliteMigrations.Version(database);
            database.UseWriteAheadLog();
            // NORMAL: a commit survives the end of the process; the disk is awaited only at checkpoints, here every 16 MB.
            database.Execute(
                "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; "
                + "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;");
            SqliteMigrations.Apply(database);
            return new(home, database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static void CreateFolder(string home)
    {
        try
        {
            OwnerOnly.CreateFolder(home);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{home} cannot be used as the results folder ({failure.Message}). Choose another with --home or SWEEP_HOME.",
                SweepErrorKind.Environment,
                failure);
        }
    }

    private static SweepException Full(string home, SweepException full, string consequence) => new(
        $"The disk that holds {home} is full ({full.InnerException!.Message}): {consequence}. "
        + "Free some space, or choose another folder with --home.",
        SweepErrorKind.Environment,
        full.InnerException);

    private long Key(SqliteDatabase database, string sweepId)
    {
        if (_keys.TryGetValue(sweepId, out var known))
            return known;
        var key = SqliteSweepRows.Key(database, sweepId)
            ?? throw NotRecorded.Sweep(sweepId, database.Path);
        _keys[sweepId] = key;
        return key;
    }

    private async Task<SweepRecord> CreateAsync(Func<SqliteDatabase, SweepRecord> create, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(create, cancellation);
        }
        catch (SweepException full) when (DiskFull.Is(full.InnerException))
        {
            throw Full(Path.GetDirectoryName(_path)!, full, "the sweep was not recorded, and nothing was started");
        }
    }

    private Task<T> WriteAsync<T>(Func<SqliteDatabase, T> write, CancellationToken cancellation) =>
        InTurnAsync(database => database.Write(write), cancellation);

    private async Task<T> InTurnAsync<T>(Func<SqliteDatabase, T> change, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var result = change(RequireWritable());
            // Data written into a deleted file is lost with it.
            RequireFile();
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    private SqliteDatabase RequireWritable()
    {
        if (_database is null)
            throw new InvalidOperationException($"{_path} was opened for reading, and something is to be written.");
        RequireFile();
        return _database;
    }

    private void RequireFile()
    {
        if (!File.Exists(_path))
        {
            throw new SweepException(
                $"{_path} is gone: it was deleted or moved during the run, and what was recorded in it is lost unless there is a copy. "
                + "Put the folder back, or choose another one with --home.",
                SweepErrorKind.Environment);
        }
    }

    private Task<T> ReadAsync<T>(Func<SqliteDatabase, T> read, CancellationToken cancellation) => Run(
        () =>
        {
            if (_database is not null)
                RequireFile();
            return _readers.Read(read);
        },
        cancellation);

    /// <summary>Runs work on the calling thread: SQLite has no asynchronous calls.</summary>
    private static Task<T> Run<T>(Func<T> work, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        try
        {
            return Task.FromResult(work());
        }
        catch (Exception failure)
        {
            return Task.FromException<T>(failure);
        }
    }
}
