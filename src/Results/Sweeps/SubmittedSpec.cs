using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Results.Sweeps;

/// <summary>Resolves a spec to its recorded form: with the numbers that <c>lr: from-range-test</c> stands for.</summary>
public static class SubmittedSpec
{
    /// <summary>The spec's text, with the rates of the range tests that it names.</summary>
    /// <exception cref="SweepException">The name is reserved, the sweep of range tests does not exist, or it has no usable
    /// rates.</exception>
    public static async Task<string> ResolveAsync(SweepSpec spec, IResultReader store, CancellationToken cancellation)
    {
        if (ReservedNames.Find(spec) is { } problem)
            throw new SweepException(problem.Format("spec"));
        if (!RangeTestRates.AreMissing(spec))
            return spec.Text;
        var tests = await SweepLookup.FindAsync(store, spec.RangeTest!.Of, cancellation);
        var trials = new List<TrialRecord>();
        await foreach (var trial in store.ReadTrialsAsync(tests.Id, cancellation))
            trials.Add(trial);
        return RangeTestRates.Resolve(spec, Sweep.Read(tests).Spec, tests.Id, trials);
    }
}
