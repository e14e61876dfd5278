using SweepCluster.Contracts;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Spec.Reading;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Coordinator.Commands;

/// <summary>Finds the sweep that a user means.</summary>
internal static class SweepLookup
{
    public const string Latest = "latest";

    /// <summary>The sweep of that id; the newest one for <c>latest</c>; the newest of a name.</summary>
    /// <exception cref="SweepException">There is none; the message names the nearest.</exception>
    public static async Task<SweepRecord> FindAsync(IResultStore store, string id, CancellationToken cancellation)
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

    /// <summary>The spec that a sweep was submitted with.</summary>
    public static SweepSpec Spec(SweepRecord sweep)
    {
        var reading = SpecReader.Read(sweep.SpecText);
        return reading.Spec ?? throw new SweepException(
            $"The recorded spec of {sweep.Id} is not valid in this version: {string.Join('\n', reading.Problems.Select(problem => problem.Format("spec")))}");
    }
}
