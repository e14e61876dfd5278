using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>A trial in flight; its key is <see cref="TrialKey"/>. It is placed on the silo that trains the trial, and is the fence: it
/// refuses the reports of every attempt but the newest.</summary>
[Alias("trial")]
public interface ITrialGrain : IGrainWithStringKey
{
    /// <summary>Begins an attempt. False if a newer one has begun elsewhere: this one must not begin.</summary>
    [Alias("begin")]
    Task<bool> BeginAsync(TrialLease lease);

    /// <summary>Takes a report of an attempt. False if the attempt is not the newest: it must stop.</summary>
    [Alias("report")]
    Task<bool> ReportAsync(TrialReport report);
}
