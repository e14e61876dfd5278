namespace SweepCluster.Storage.Sqlite;

/// <summary>The schema of version 1. Instants are in units of 100 ns since 1970 UTC, enumerations are their numbers. A column of type ANY
/// holds a double exactly, negative zero included, and the text 'NaN', for which SQLite has no number.</summary>
internal static class SqliteFirstSchema
{
    public const string Script = """
        CREATE TABLE sweeps (
            sweep INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            number INTEGER NOT NULL,
            spec TEXT NOT NULL,
            data_folder TEXT,
            configurations INTEGER NOT NULL,
            repeats INTEGER NOT NULL,
            epoch_bonus INTEGER NOT NULL,
            pass INTEGER NOT NULL,
            status INTEGER NOT NULL,
            reason TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            run_seconds REAL NOT NULL,
            UNIQUE (name, number)
        ) STRICT;

        -- last and final: an epoch's report, see ReportBytes; an empty final is the same as last.
        CREATE TABLE trials (
            sweep INTEGER NOT NULL,
            trial INTEGER NOT NULL,
            configuration INTEGER NOT NULL,
            repeat INTEGER NOT NULL,
            state INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            pass INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            epochs INTEGER NOT NULL,
            objective REAL,
            last BLOB,
            final BLOB,
            test_loss ANY,
            test_accuracy ANY,
            final_parameters INTEGER,
            weights_hash ANY,
            stopped_early INTEGER NOT NULL,
            parameters INTEGER NOT NULL,
            reason TEXT,
            train_seconds ANY NOT NULL,
            started_at INTEGER NOT NULL,
            finished_at INTEGER,
            PRIMARY KEY (sweep, trial)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX trials_by_configuration ON trials (sweep, configuration, objective);

        -- Running and waiting ones: few, whatever the size of the sweep.
        CREATE INDEX open_trials ON trials (sweep, trial) WHERE state < 2;

        CREATE TABLE epochs (
            sweep INTEGER NOT NULL,
            trial INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            train_loss ANY NOT NULL,
            train_accuracy ANY NOT NULL,
            validation_loss ANY,
            validation_accuracy ANY,
            learning_rate ANY NOT NULL,
            seconds ANY NOT NULL,
            samples INTEGER NOT NULL,
            PRIMARY KEY (sweep, trial, epoch)
        ) STRICT, WITHOUT ROWID;

        -- A trial of -1 stands for the whole sweep.
        CREATE TABLE events (
            event INTEGER PRIMARY KEY,
            sweep INTEGER NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            trial INTEGER NOT NULL,
            detail TEXT NOT NULL,
            UNIQUE (sweep, at, kind, trial, detail)
        ) STRICT;

        CREATE TABLE requests (
            sweep INTEGER PRIMARY KEY,
            request INTEGER NOT NULL
        ) STRICT;

        -- Derived from trials in the transaction that changes them.
        CREATE TABLE trial_counts (
            sweep INTEGER NOT NULL,
            pass INTEGER NOT NULL,
            state INTEGER NOT NULL,
            trials INTEGER NOT NULL,
            PRIMARY KEY (sweep, pass, state)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE configuration_means (
            sweep INTEGER NOT NULL,
            configuration INTEGER NOT NULL,
            mean REAL NOT NULL,
            PRIMARY KEY (sweep, configuration)
        ) STRICT, WITHOUT ROWID;

        -- The least and the greatest mean of each 256 configurations.
        CREATE TABLE mean_blocks (
            sweep INTEGER NOT NULL,
            block INTEGER NOT NULL,
            least REAL NOT NULL,
            greatest REAL NOT NULL,
            PRIMARY KEY (sweep, block)
        ) STRICT, WITHOUT ROWID;
        """;
}
