using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>A trial that has been attempted more than once; its key is <see cref="TrialKey"/>. It lives where the trial trains, and is the
/// fence: reports of an attempt older than the newest are refused. The slot of a first attempt does not call it, because that attempt has
/// no older one.</summary>
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
