using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>A trial that has been attempted more than once; its key is <see cref="TrialKey"/>. It lives where the trial trains, and is the
/// fence: reports of an attempt older than the newest are refused. The slot of a first attempt does not call it, because that attempt has
/// no older one.</summary>
[Alias("trial")]
public interface ITrialGrain : IGrainWithStringKey
{
    /// <summary>An attempt begins. False: a newer one has begun elsewhere, this one must not.</summary>
    [Alias("begin")]
    Task<bool> BeginAsync(TrialLease lease);

    /// <summary>News of an attempt. False: it is not the newest, and must stop.</summary>
    [Alias("report")]
    Task<bool> ReportAsync(TrialReport report);
}
