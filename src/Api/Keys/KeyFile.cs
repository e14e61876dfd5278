using System.Text.Json;
using System.Text.RegularExpressions;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Api.Keys;

/// <summary>The API keys of a home folder, in its <c>keys.json</c> or the file in <see cref="Variable"/>, readable by its owner
/// alone.</summary>
public sealed partial class KeyFile(string location)
{
    /// <summary>The environment variable with the path of the file, if it isn't <c>keys.json</c> of the home folder: for example one that
    /// Kubernetes mounts.</summary>
    public const string Variable = "SWEEP_KEYS";

    /// <summary>Deadline for the lock: a change takes milliseconds, on a busy disk seconds, and many processes may be making one.</summary>
    private static readonly TimeSpan LockDeadline = TimeSpan.FromSeconds(60);

    public string Location { get; } = location;

    /// <summary>When the file was last changed, and its size; (default, 0) where there is none. Changes when keys do.</summary>
    public (DateTime Written, long Length) Stamp => RegularFile.Stamp(Location);

    /// <summary>The key file of a home folder.</summary>
    public static KeyFile FromHome(string home) =>
        new(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } configured
            ? UserPath.Full(configured)
            : Path.Combine(home, "keys.json"));

    /// <summary>The keys, oldest first; none if there is no file.</summary>
    /// <exception cref="SweepException">The file can't be read, or other users than its owner may write it.</exception>
    public IReadOnlyList<StoredKey> Read()
    {
        try
        {
            RegularFile.RequireContent(Location);
            using var file = File.OpenRead(Location);
            if (!OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(file.SafeFileHandle) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
                throw new SweepException(
                    $"{Location}: others than its owner may write it, so its keys can't be trusted. Run: chmod 600 {Location}",
                    SweepErrorKind.Environment);
            return JsonSerializer.Deserialize(file, StoredKeyJson.Default.StoredKeyArray) ?? throw new JsonException("it holds nothing");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new SweepException(
                $"{Location}: can't be read ({unreadable.Message}). Fix or delete it, and add keys anew.",
                SweepErrorKind.Environment,
                unreadable);
        }
    }

    /// <summary>Adds a key and returns its text, which is not stored.</summary>
    public string Add(string name, KeyScope scope, DateTimeOffset now)
    {
        if (!ValidName().IsMatch(name) || name is AuditEntry.Local or AuditEntry.NoKey)
            throw new SweepException($"NAME: '{name}' can't name a key. Use 1 to 64 letters, digits, dots, dashes or underscores, "
                + "other than 'local' and 'nobody'.");
        var (stored, text) = StoredKey.Create(name, scope, now);
        Change(keys => keys.Any(key => key.Name == name)
            ? throw new SweepException($"There is a key '{name}' already. Choose another name, or first run: ./sweep keys revoke {name}")
            : [.. keys, stored]);
        return text;
    }

    public void Revoke(string name) => Change(keys => keys.Any(key => key.Name == name)
        ? [.. keys.Where(key => key.Name != name)]
        : throw new SweepException($"There is no key '{name}'. `./sweep keys ls` lists them."));

    /// <summary>Makes one change at a time, also between processes, so that none overwrites another; the file is replaced as a
    /// whole.</summary>
    private void Change(Func<IReadOnlyList<StoredKey>, StoredKey[]> change)
    {
        try
        {
            OwnerOnly.CreateFolder(Path.GetDirectoryName(Location)!);
            using var turn = FileLock.Take(Location + ".lock", LockDeadline);
            var keys = change(Read());
            var next = Location + ".new";
            using (var file = new FileStream(next, OwnerOnly.Options(FileMode.Create, FileAccess.Write, FileShare.None)))
            {
                JsonSerializer.Serialize(file, keys, StoredKeyJson.Default.StoredKeyArray);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, Location, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{Location}: can't be written ({error.Message}). Try again, or keep results elsewhere with --home.",
                SweepErrorKind.Environment,
                error);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex ValidName();
}
