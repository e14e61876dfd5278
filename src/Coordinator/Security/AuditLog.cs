using System.Text;
using SweepCluster.Contracts;
using SweepCluster.Coordinator.Rendering;

namespace SweepCluster.Coordinator.Security;

/// <summary>Who asked for which change, and what came of it: a JSON object a line in <c>audit.log</c>, written before the answer
/// goes out.</summary>
internal sealed class AuditLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    public AuditLog(string home)
    {
        OwnerOnly.CreateFolder(home);
        _file = new(Path.Combine(home, "audit.log"), OwnerOnly.Options(FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
    }

    public void Write(AuditEntry entry)
    {
        var line = JsonLine.Object(json =>
        {
            json.WriteString("at", entry.At);
            json.WriteString("who", entry.Who);
            json.WriteString("address", entry.Address);
            json.WriteString("action", entry.Action);
            json.WriteString("sweep", entry.Sweep);
            json.WriteNumber("status", entry.Status);
        });
        lock (_gate)
        {
            _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
    }

    public void Dispose() => _file.Dispose();
}

/// <param name="Who">The name of the key, <see cref="Local"/> or <see cref="Nobody"/>.</param>
/// <param name="Action">Such as <c>submit</c> or <c>pause</c>.</param>
/// <param name="Sweep">Null where it came to none.</param>
/// <param name="Status">The answer's HTTP status.</param>
internal sealed record AuditEntry(DateTimeOffset At, string Who, string? Address, string Action, string? Sweep, int Status)
{
    /// <summary>Whoever needs no key.</summary>
    public const string Local = "local";

    /// <summary>Whoever lacks one.</summary>
    public const string Nobody = "nobody";
}
