using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Results.Text;
using SweepCluster.Storage.Postgres;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep migrate</c>: brings the schema of a PostgreSQL database up to date. Every other command does so too when it opens the
/// database; this one is for users who may change the schema while other users run sweeps.</summary>
internal static class MigrateCommand
{
    public static Command Create(GlobalOptions options)
    {
        var command = new Command("migrate", "Create or update the tables in a PostgreSQL database.");
        command.SetAction((parsed, _) =>
        {
            var settings = options.Read(parsed);
            var connection = settings.Postgres ?? throw new SweepException(
                $"migrate: the database is missing. Give --postgres CONNECTION, or set {GlobalOptions.PostgresVariable}. "
                + "Results in the home folder need no migration.");
            var migration = PostgresResultStore.Migrate(new(connection));
            parsed.InvocationConfiguration.Output.WriteLine(settings.Json ? Json(migration) : Text(migration));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static string Text(PostgresMigration migration) => migration switch
    {
        { From: 0 } => $"{migration.Place}: created the schema, version {migration.To}.",
        _ when migration.From < migration.To => $"{migration.Place}: brought the schema from version {migration.From} to {migration.To}.",
        _ => $"{migration.Place}: the schema is up to date, version {migration.To}.",
    };

    private static string Json(PostgresMigration migration) => JsonLine.Object(json =>
    {
        json.WriteString("database", migration.Place);
        json.WriteNumber("from", migration.From);
        json.WriteNumber("to", migration.To);
    });
}
