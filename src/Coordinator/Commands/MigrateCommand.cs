using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Results.Text;
using SweepCluster.Storage.Postgres;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep migrate</c>: brings the schema of a PostgreSQL database up to date. Every other verb does so too when it opens
/// the database; this one is for users who may change the schema while those who run sweeps may not, and lets the latter use it.</summary>
internal static class MigrateCommand
{
    /// <summary>Holds the connection of those who run sweeps, so that their role is written down once.</summary>
    public const string GrantVariable = "SWEEP_GRANT_TO_USER_OF";

    public static Command Create(GlobalOptions options)
    {
        var grantTo = new Option<string?>("--grant-to")
        {
            Description = "A role that may then run sweeps and silos, without being able to change the tables. "
                + $"Default: the user of the connection in {GrantVariable}, else none.",
            HelpName = "ROLE",
        };
        var command = new Command("migrate", "Create or update the tables in a PostgreSQL database.") { grantTo };
        command.SetAction((parsed, _) =>
        {
            var settings = options.Read(parsed);
            var connection = settings.Postgres ?? throw new SweepException(
                $"migrate: the database is missing. Give --postgres CONNECTION, or set {GlobalOptions.PostgresVariable}. "
                + "Results in the home folder need no migration.");
            var migration = PostgresResultStore.Migrate(new(connection), Role(parsed.GetValue(grantTo)));
            parsed.InvocationConfiguration.Output.WriteLine(settings.Json ? Json(migration) : Text(migration));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static string? Role(string? given)
    {
        if (given is not null)
            return given.Length > 0 ? given : throw new SweepException("--grant-to: the name is empty. Give the name of a role.");
        if (Environment.GetEnvironmentVariable(GrantVariable) is not { Length: > 0 } connection)
            return null;
        return PostgresConnection.FindUser(connection)
            ?? throw new SweepException($"{GrantVariable}: the connection names no user. Add one, or give the role with --grant-to.");
    }

    private static string Text(PostgresMigration migration) => migration.Grant switch
    {
        { IsOwner: true, Role: var role } => $"{Schema(migration)} The role {role} owns the tables, so it needs no grant.",
        { Role: var role } => $"{Schema(migration)} The role {role} may run sweeps there.",
        null => Schema(migration),
    };

    private static string Schema(PostgresMigration migration) => migration switch
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
        json.WriteString("granted_to", migration.Grant?.Role);
    });
}
