using System.Diagnostics.CodeAnalysis;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Results.Sweeps;

/// <summary>Finds the sweep that a user names.</summary>
public static class SweepLookup
{
    public const string Latest = "latest";

    /// <summary>The sweep of that id; the newest sweep for <c>latest</c>; the newest sweep of a name.</summary>
    /// <exception cref="SweepException">There is none; the message suggests the nearest id.</exception>
    public static async Task<SweepRecord> FindAsync(IResultReader store, string id, CancellationToken cancellation)
    {
        if (await store.FindSweepAsync(id, cancellation) is { } exact)
            return exact;
        var sweeps = await store.ListSweepsAsync(cancellation);
        if (sweeps.Count == 0)
            throw new SweepException($"There is no sweep '{id}': none has been run yet. Start one with ./sweep run sweeps/quickstart.yaml");
        if (sweeps.LastOrDefault(sweep => id == Latest || sweep.Name == id) is { } newest)
            return newest;
        var question = NearestName.Question(id, sweeps.Select(sweep => sweep.Id).Reverse());
        throw new SweepException($"There is no sweep '{id}'. {question}./sweep ls lists the sweeps there are.");
    }

    /// <summary>Reads the spec of one of several sweeps. It does not throw, so that a spec that this version refuses does not hide the
    /// other sweeps.</summary>
    /// <param name="problem">Why the spec can't be read, on one line; empty if it can.</param>
    public static bool TryReadSpec(SweepRecord sweep, [NotNullWhen(true)] out SweepSpec? spec, out string problem)
    {
        var reading = SpecCache.Read(sweep.SpecText);
        spec = reading.Spec;
        problem = reading.Problems.Count == 0 ? "" : TerminalText.Line(reading.Problems[0].Format("spec"))
            + (reading.Problems.Count == 1 ? "" : $" (the first of {reading.Problems.Count} problems)");
        return spec is not null;
    }
}
