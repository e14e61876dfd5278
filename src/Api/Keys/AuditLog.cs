using System.Text;
using System.Text.Json;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Results.Text;

namespace SweepCluster.Api.Keys;

/// <summary>The requests that would change something, and their answers: a JSON object a line in <c>audit.log</c> of the home folder. A
/// full file becomes <c>audit.log.1</c>, which becomes <c>audit.log.2</c>, and so on; the oldest is deleted.</summary>
/// <remarks>The file is opened for each line, so that a full disk or a folder that can't be written is noticed before a change is made; a
/// lock lets several processes write to it.</remarks>
/// <param name="home">The folder of the file.</param>
/// <param name="maxBytes">Size of a file, in bytes, beyond which a new one is begun.</param>
public sealed class AuditLog(string home, int maxBytes = AuditLog.DefaultMaxBytes)
{
    public const int DefaultMaxBytes = 10 << 20;

    /// <summary>Full files that are kept beside <c>audit.log</c>.</summary>
    public const int MaxOlderFiles = 9;

    /// <summary>Maximum length, in characters, of a text that a sender chose.</summary>
    public const int MaxText = 200;

    private static readonly TimeSpan LockDeadline = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    public string Location { get; } = Path.Combine(home, "audit.log");

    /// <exception cref="SweepException">The line can't be written.</exception>
    public void Write(AuditEntry entry) => Append(json =>
    {
        json.WriteString("at", entry.At);
        json.WriteString("who", Cut(entry.Who));
        json.WriteString("address", entry.Address);
        json.WriteString("action", Cut(entry.Action));
        json.WriteString("sweep", entry.Sweep is { } sweep ? Cut(sweep) : null);
        json.Count("status", entry.Status);
    });

    /// <exception cref="SweepException">The line can't be written.</exception>
    public void Write(RefusalSummary summary) => Append(json =>
    {
        json.WriteString("at", summary.At);
        json.WriteString("who", Cut(summary.Who));
        json.WriteString("address", summary.Address);
        json.WriteString("action", "refused");
        json.WriteNull("sweep");
        json.WriteNumber("status", summary.Status);
        json.WriteNumber("count", summary.Count);
        json.WriteString("since", summary.Since);
        json.WriteString("first", Cut(summary.First));
        json.WriteString("last", Cut(summary.Last));
    });

    /// <summary>The text, or its beginning and an ellipsis where it is longer than <see cref="MaxText"/>.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= MaxText)
            return text;
        var length = MaxText - 1;
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return text[..length] + "…";
    }

    private void Append(Action<Utf8JsonWriter> write)
    {
        var line = Encoding.UTF8.GetBytes(JsonLine.Object(write) + "\n");
        try
        {
            lock (_gate)
            {
                OwnerOnly.CreateFolder(Path.GetDirectoryName(Location)!);
                using var turn = FileLock.Take(Location + ".lock", LockDeadline);
                var current = new FileInfo(Location);
                if (current.Exists && current.Length > 0 && current.Length + line.Length > maxBytes)
                    Rotate();
                Append(line);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{Location}: the audit log can't be written ({error.Message.TrimEnd('.')}), so that no change is made. "
                    + "Free space on the disk or make the folder writable.",
                SweepErrorKind.Environment, error);
        }
    }

    private void Append(byte[] line)
    {
        using var file = new FileStream(
            Location, OwnerOnly.Options(FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        var end = file.Length;
        try
        {
            file.Write(line);
        }
        catch (IOException)
        {
            // A part of a line would spoil the next one.
            if (file.Length > end)
                file.SetLength(end);
            throw;
        }
    }

    private void Rotate()
    {
        for (var number = MaxOlderFiles; number > 1; number--)
        {
            if (File.Exists(Older(number - 1)))
                File.Move(Older(number - 1), Older(number), overwrite: true);
        }

        File.Move(Location, Older(1), overwrite: true);
    }

    private string Older(int number) => $"{Location}.{number}";
}
