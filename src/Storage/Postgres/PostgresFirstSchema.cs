namespace SweepCluster.Storage.Postgres;

/// <summary>The schema of version 1. Instants are in units of 100 ns since 1970 UTC (PostgreSQL's own have microseconds), enumerations are
/// their numbers.</summary>
internal static class PostgresFirstSchema
{
    public const string Script = """
        CREATE TABLE sweeps (
            sweep integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text NOT NULL UNIQUE,
            name text NOT NULL,
            number bigint NOT NULL,
            spec text NOT NULL,
            data_folder text,
            configurations bigint NOT NULL,
            repeats integer NOT NULL,
            epoch_bonus integer NOT NULL,
            pass integer NOT NULL,
            status integer NOT NULL,
            reason text NOT NULL,
            created_at bigint NOT NULL,
            run_seconds double precision NOT NULL,
            -- Counts the claims: a writer that holds an older number has lost its claim.
            claim_token bigint NOT NULL DEFAULT 0,
            -- Which call created it, so that a call repeated after a lost answer creates nothing.
            creation uuid NOT NULL UNIQUE,
            UNIQUE (name, number)
        );

        -- last and final: an epoch's report, see ReportBytes; an empty final is the same as last.
        CREATE TABLE trials (
            sweep integer NOT NULL,
            trial bigint NOT NULL,
            configuration bigint NOT NULL,
            repeat integer NOT NULL,
            state integer NOT NULL,
            attempt integer NOT NULL,
            pass integer NOT NULL,
            failures integer NOT NULL,
            epochs integer NOT NULL,
            objective double precision,
            last bytea,
            final bytea,
            test_loss double precision,
            test_accuracy double precision,
            final_parameters bigint,
            weights_hash text,
            stopped_early boolean NOT NULL,
            parameters bigint NOT NULL,
            reason text NOT NULL,
            train_seconds double precision NOT NULL,
            started_at bigint NOT NULL,
            finished_at bigint,
            PRIMARY KEY (sweep, trial)
        );

        CREATE INDEX trials_by_configuration ON trials (sweep, configuration);

        -- Running and waiting ones: few, whatever the size of the sweep.
        CREATE INDEX open_trials ON trials (sweep, trial) WHERE state < 2;

        CREATE TABLE epochs (
            sweep integer NOT NULL,
            trial bigint NOT NULL,
            epoch integer NOT NULL,
            train_loss double precision NOT NULL,
            train_accuracy double precision NOT NULL,
            validation_loss double precision,
            validation_accuracy double precision,
            learning_rate double precision NOT NULL,
            seconds double precision NOT NULL,
            samples integer NOT NULL,
            PRIMARY KEY (sweep, trial, epoch)
        );

        -- A trial of -1 stands for the whole sweep. All that an event says is its key; details may be too long for an index.
        CREATE TABLE events (
            event bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            sweep integer NOT NULL,
            at bigint NOT NULL,
            kind text NOT NULL,
            trial bigint NOT NULL,
            detail text NOT NULL
        );

        CREATE UNIQUE INDEX events_once ON events (sweep, at, kind, trial, md5(detail));

        CREATE TABLE requests (
            sweep integer PRIMARY KEY,
            request integer NOT NULL
        );

        -- Derived from trials in the transaction that changes them.
        CREATE TABLE trial_counts (
            sweep integer NOT NULL,
            pass integer NOT NULL,
            state integer NOT NULL,
            trials bigint NOT NULL,
            PRIMARY KEY (sweep, pass, state)
        ) WITH (fillfactor = 10);

        CREATE TABLE configuration_means (
            sweep integer NOT NULL,
            configuration bigint NOT NULL,
            mean double precision NOT NULL,
            PRIMARY KEY (sweep, configuration)
        );

        CREATE INDEX leaders ON configuration_means (sweep, mean, configuration);

        -- Begins every write to a sweep: one at a time, and none by a holder of an older claim. A token of null: no claim was made.
        CREATE FUNCTION hold(held integer, token bigint) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            newest bigint;
        BEGIN
            SELECT s.claim_token INTO newest FROM sweepcluster.sweeps s WHERE s.sweep = held FOR NO KEY UPDATE;
            IF newest <> token THEN
                RAISE EXCEPTION 'claim % of sweep % was followed by claim %', token, held, newest USING ERRCODE = 'SW001';
            END IF;
        END $$;
        """;
}
