using SweepCluster.Contracts.Trials;

namespace SweepCluster.Contracts.Cluster;

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

    /// <summary>The trial with its history, as far as it is known here and in the results store.</summary>
    [Alias("get")]
    Task<TrialHistory?> GetAsync();
}

/// <summary>All that is known of a trial.</summary>
/// <param name="Lease">Of the attempt in flight; null: none is.</param>
/// <param name="Attempt">The newest; 0: none yet.</param>
/// <param name="Epochs">In order.</param>
[GenerateSerializer, Immutable, Alias("trial-history")]
public sealed record TrialHistory(
    [property: Id(0)] TrialLease? Lease,
    [property: Id(1)] int Attempt,
    [property: Id(2)] EquatableArray<EpochReport> Epochs,
    [property: Id(3)] TrialRecord? Record);
