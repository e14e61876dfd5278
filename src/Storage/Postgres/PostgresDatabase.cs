using Npgsql;

namespace SweepCluster.Storage.Postgres;

/// <summary>Connections to one database, with retries while it is unavailable.</summary>
internal sealed class PostgresDatabase : IDisposable
{
    // Every statement of the store finds its rows by an index. The planner's statistics lag behind a sweep that grows by thousands of
    // trials a second: with statistics of a sweep of one row, it would read all its trials for each one of them.
    private const string PlanByIndex =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    // A machine that vanishes from the network is noticed in half a minute, instead of hours, and a process that freezes within a
    // transaction loses it. Options of the user's connection come later and override these.
    private const string Liveness =
        "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c idle_in_transaction_session_timeout=10s";

    private readonly NpgsqlDataSource _source;
    private readonly PostgresOptions _options;
    private int _setbacks;

    public PostgresDatabase(PostgresOptions options)
    {
        _options = options;
        Settings = PostgresConnection.Parse(options.Connection);
        Settings.Options = $"{Liveness} {Settings.Options} {PlanByIndex}";
        Place = PostgresConnection.Describe(Settings);
        Retries = new(Place, options.Time);
        _source = Source(Settings);
    }

    /// <summary>The connection settings, with the password.</summary>
    public NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>Host, port and database, for messages.</summary>
    public string Place { get; }

    public TransientRetries Retries { get; }

    /// <summary>Number of retries so far.</summary>
    public int Setbacks => Volatile.Read(ref _setbacks);

    /// <summary>Creates another source of connections, with other settings.</summary>
    public static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableArrays().EnableTransportSecurity().Build();

    /// <summary>Brings the schema up to date.</summary>
    public PostgresMigration Migrate() => Retries.Try(
        _options.StartTimeout,
        () =>
        {
            using var connection = _source.OpenConnection();
            return PostgresMigrations.Apply(connection, Place);
        });

    /// <summary>Lets a role read and write what is recorded; see <see cref="PostgresGrants"/>.</summary>
    public PostgresGrant Grant(string role) => Retries.Try(
        _options.StartTimeout,
        () =>
        {
            using var connection = _source.OpenConnection();
            return PostgresGrants.Apply(connection, role, Place);
        });

    /// <summary>Runs the statements as one transaction. The call may be repeated, see <see cref="TransientRetries.TryAsync"/>; its
    /// commands are made anew for each attempt.</summary>
    public Task ExecuteAsync(Func<IEnumerable<NpgsqlBatchCommand>> commands, CancellationToken cancellation) => TryAsync(
        async connection =>
        {
            await using var batch = Batch(connection, commands());
            return await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        },
        cancellation);

    /// <summary>Runs the statements and then copies rows, as one transaction; see <see cref="ExecuteAsync"/>.</summary>
    /// <param name="copy">Copies the rows over the connection it is given.</param>
    public Task CopyAsync(
        Func<IEnumerable<NpgsqlBatchCommand>> commands, Func<NpgsqlConnection, Task> copy, CancellationToken cancellation) => TryAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (var batch = Batch(connection, commands()))
                await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            await copy(connection).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return true;
        },
        cancellation);

    /// <summary>All rows of a statement; the statements are one transaction.</summary>
    /// <param name="skipped">So many statements before it have rows too.</param>
    public Task<List<T>> ReadAsync<T>(
        Func<IEnumerable<NpgsqlBatchCommand>> commands, Func<NpgsqlDataReader, T> read, int skipped, CancellationToken cancellation) =>
        TryAsync(
        async connection =>
        {
            await using var batch = Batch(connection, commands());
            await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            for (var result = 0; result < skipped; result++)
                await reader.NextResultAsync(cancellation).ConfigureAwait(false);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                rows.Add(read(reader));
            return rows;
        },
        cancellation);

    public Task<List<T>> ReadAsync<T>(Func<NpgsqlBatchCommand> command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation) =>
        ReadAsync(() => [command()], read, skipped: 0, cancellation);

    /// <summary>The first row of a statement on an open connection; the type's default if there is none.</summary>
    public static async Task<T?> FirstAsync<T>(
        NpgsqlConnection connection, NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var batch = Batch(connection, [command]);
        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false) ? read(reader) : default;
    }

    public void Dispose() => _source.Dispose();

    private static NpgsqlBatch Batch(NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        return batch;
    }

    private Task<T> TryAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation) => Retries.TryAsync(
        _options.RetryTimeout,
        async () =>
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
                return await work(connection).ConfigureAwait(false);
            }
            catch (Exception failure) when (PostgresFailure.IsTransient(failure))
            {
                Interlocked.Increment(ref _setbacks);
                throw;
            }
        },
        cancellation);
}
