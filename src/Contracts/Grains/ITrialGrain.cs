using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>A trial in flight; its key is <see cref="TrialKey"/>. It lives where the trial trains, and is the fence: what an older
/// attempt than the newest reports goes no further.</summary>
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
