namespace SweepCluster.Api.Keys;

/// <summary>Counts refused requests by sender and status, so that a flood of them becomes a few lines of the audit log.</summary>
public sealed class RefusalCounts
{
    /// <summary>The name of all senders beyond <see cref="MaxSenders"/>.</summary>
    public const string OtherAddresses = "other addresses";

    /// <summary>Maximum number of senders and statuses that are counted separately, so that many addresses can't fill the log
    /// either.</summary>
    public const int MaxSenders = 64;

    private readonly Lock _gate = new();
    private Dictionary<Kind, Tally> _tallies = [];

    /// <summary>Counts one refused request.</summary>
    /// <param name="refusal">An entry with a status.</param>
    /// <returns>Whether it is the first of its kind since the last <see cref="Take"/>, so that it has a line of its own.</returns>
    public bool Add(AuditEntry refusal)
    {
        var kind = new Kind(refusal.Who, refusal.Address, refusal.Status ?? 0);
        lock (_gate)
        {
            if (!_tallies.ContainsKey(kind) && _tallies.Count >= MaxSenders)
                kind = new(AuditEntry.NoKey, OtherAddresses, kind.Status);
            if (_tallies.TryGetValue(kind, out var tally))
            {
                _tallies[kind] = tally with { Count = tally.Count + 1, Last = refusal.Action };
                return false;
            }

            _tallies[kind] = new(refusal.At, 1, refusal.Action, refusal.Action);
            return kind.Address != OtherAddresses;
        }
    }

    /// <summary>The counts since the last call; a single request is left out, because its line has been written.</summary>
    public IReadOnlyList<RefusalSummary> Take(DateTimeOffset now)
    {
        Dictionary<Kind, Tally> taken;
        lock (_gate)
        {
            (taken, _tallies) = (_tallies, []);
        }

        var summaries = new List<RefusalSummary>();
        foreach (var (kind, tally) in taken)
        {
            if (tally.Count > 1 || kind.Address == OtherAddresses)
                summaries.Add(new(now, tally.Since, kind.Who, kind.Address, kind.Status, tally.Count, tally.First, tally.Last));
        }

        return summaries;
    }

    private readonly record struct Kind(string Who, string? Address, int Status);

    private readonly record struct Tally(DateTimeOffset Since, long Count, string First, string Last);
}
