using System.Diagnostics;
using System.Globalization;
using Npgsql;
using SweepCluster.Testing.Processes;

namespace SweepCluster.Testing.Servers;

/// <summary>A PostgreSQL server of its own on a free port of 127.0.0.1, in a temporary folder. It ends, and its folder goes, when disposed
/// or when this process ends, however that ends. PostgreSQL refuses to run as root, so root starts it as another user.</summary>
public sealed class PostgresServer : IDisposable
{
    public const string User = "sweeper";

    /// <summary>Holds what needs quoting in a connection string.</summary>
    public const string Password = "se;cr'et";

    private const int StartAttempts = 5;

    private static readonly string? Binaries = FindBinaries();
    private static readonly Lazy<PostgresServer> SharedServer = new(() => new());
    private static int _databases;

    private readonly string _folder = Directory.CreateTempSubdirectory("sweepcluster-pg-").FullName;
    private readonly Process _guardian;

    public PostgresServer()
    {
        // Ends with its input, which ends with this process; then ends the server and tidies up.
        _guardian = ChildProcess.Start(new("/bin/sh")
        {
            ArgumentList =
            {
                "-c",
                """
                trap '' INT TERM HUP
                cat >/dev/null
                kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")" 2>/dev/null
                rm -rf "$0"
                sleep 0.2
                rm -rf "$0"
                """,
                _folder,
            },
            RedirectStandardInput = true,
        });
        try
        {
            File.WriteAllText(Path.Combine(_folder, "password"), Password);
            if (Environment.IsPrivilegedProcess)
                Run("chown", "-R", ServerUser(), _folder);
            RunAsServer(
                "initdb", "-D", DataFolder, "-U", User, "--pwfile", Path.Combine(_folder, "password"), "-A", "scram-sha-256", "-E", "UTF8",
                "--locale=C", "--no-sync");
            StartOnFreePort();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal static bool IsMissing => Binaries is null;

    /// <summary>The server that tests share which leave it running; each test makes its own database.</summary>
    public static PostgresServer Shared => SharedServer.Value;

    public int Port { get; private set; }

    private string DataFolder => Path.Combine(_folder, "data");

    /// <summary>The connection string of a new empty database.</summary>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"sweeps_{Interlocked.Increment(ref _databases)}");
        Execute("postgres", $"CREATE DATABASE {name}");
        return Connection(name);
    }

    // On a machine that is busy with other tests a connection may take longer than what Npgsql waits by default.
    public string Connection(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Password = Password,
        Database = database,
        Timeout = 60,
        CommandTimeout = 120,
    }.ConnectionString;

    /// <summary>Creates a role that may connect and owns nothing, and returns the same connection with it as the user.</summary>
    public string CreateRole(string connection, string name)
    {
        Execute("postgres", $"CREATE ROLE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" LOGIN PASSWORD 'role'");
        return new NpgsqlConnectionStringBuilder(connection) { Username = name, Password = "role" }.ConnectionString;
    }

    /// <summary>Starts it again, on the same port.</summary>
    public void Start() => RunAsServer(
        "pg_ctl", "-D", DataFolder, "-w", "-t", "60", "-s", "-l", Path.Combine(_folder, "log"),
        "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c shared_buffers=32MB -c max_connections=200",
        "start");

    /// <summary>As a crash of the server would: nothing is finished, nothing written; the next start recovers.</summary>
    public void StopAtOnce() => RunAsServer("pg_ctl", "-D", DataFolder, "-w", "-s", "-m", "immediate", "stop");

    /// <summary>Runs a statement in a database, as the server's owner.</summary>
    public void Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Connection(database)) { Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _guardian.StandardInput.Dispose();
        _guardian.End();
        _guardian.Dispose();
    }

    private static string? FindBinaries()
    {
        if (OperatingSystem.IsWindows())
            return null;
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0);
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .OrderDescending(StringComparer.Ordinal)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        return onPath.Concat(debian)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "pg_ctl")) && File.Exists(Path.Combine(folder, "initdb")));
    }

    private static string ServerUser() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static void RunAsServer(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(Binaries!, program), .. arguments];
        if (!Environment.IsPrivilegedProcess)
        {
            Run(command[0], command[1..]);
            return;
        }

        var user = ServerUser();
        Run("setpriv", ["--reuid", user, "--regid", user == "nobody" ? "nogroup" : user, "--clear-groups", "--reset-env", .. command]);
    }

    private static void Run(string program, params string[] arguments)
    {
        // The server keeps what it inherits open, so its output must be no pipe that is read to its end here.
        using var process = ChildProcess.Start(new("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null", program, .. arguments])
        {
            WorkingDirectory = "/",
        });
        process.End();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with status {process.ExitCode}.");
    }

    private void StartOnFreePort()
    {
        // Another process may take the port between its being found and being used.
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort.Find();
            try
            {
                Start();
                return;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts)
            {
            }
        }
    }
}
