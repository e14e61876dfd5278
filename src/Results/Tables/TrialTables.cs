using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Results.Tables;

/// <summary>The tables of recently queried sweeps.</summary>
public sealed class TrialTables(IResultReader store, TimeProvider time)
{
    /// <summary>Maximum number of trials of a sweep in a table.</summary>
    public const int MaxTrials = 1_000_000;

    private const int MaxTables = 8;

    private readonly Lock _gate = new();
    // The most recently used comes last.
    private readonly List<(string Sweep, TrialTable Table)> _tables = [];

    /// <exception cref="SweepException">The sweep is too large for a table.</exception>
    public TrialTable Find(SweepRecord sweep)
    {
        if (sweep.Configurations * (double)sweep.Seeds > MaxTrials)
        {
            throw new SweepException(string.Create(
                CultureInfo.InvariantCulture,
                $"{sweep.Id} has more than {MaxTrials:N0} trials, the maximum that can be filtered and sorted here. "
                + $"Take all of them with: ./sweep export {sweep.Id} --what trials"));
        }

        lock (_gate)
        {
            var at = _tables.FindIndex(entry => entry.Sweep == sweep.Id);
            var entry = at >= 0 ? _tables[at] : (Sweep: sweep.Id, Table: new TrialTable(Sweep.Read(sweep).Spec, store, time));
            if (at >= 0)
                _tables.RemoveAt(at);
            _tables.Add(entry);
            // A query still running on a dropped table keeps it; the least recently used tables are dropped first.
            while (_tables.Count > MaxTables || _tables.Sum(table => (long)table.Table.Count) - entry.Table.Count > MaxTrials)
                _tables.RemoveAt(0);
            return entry.Table;
        }
    }
}
