using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Messages;

/// <summary>A sweep in the API's JSON; described in <c>docs/api.md</c>.</summary>
/// <param name="Spec">The YAML text as submitted.</param>
/// <param name="DataFolder">The folder of data sets on the server.</param>
/// <param name="Process">Id of the process on the server's machine that runs the sweep; null if none does.</param>
public sealed record SweepMessage(
    string Sweep, string Name, SweepStatus Status, string Reason, long Configurations, int Seeds, int EpochsAdded, int Pass,
    DateTimeOffset CreatedAt, double RunSeconds, string? DataFolder, int? Process, string Spec)
{
    public static SweepMessage FromRecord(SweepRecord sweep, int? process) => new(
        sweep.Id, sweep.Name, sweep.Status, sweep.Reason, sweep.Configurations, sweep.Seeds, sweep.EpochBonus, sweep.Pass,
        sweep.CreatedAt, sweep.RunSeconds, sweep.DataFolder, process, sweep.SpecText)
    { Data = sweep.Data };

    /// <summary>The data set that the sweep is trained on; null if it is not pinned yet.</summary>
    public DatasetPin? Data { get; init; }

    public SweepRecord ToRecord() => new(
        Sweep, Name, Spec, DataFolder, Configurations, Seeds, EpochsAdded, Pass, Status, Reason, CreatedAt, RunSeconds)
    { Data = Data };
}

/// <summary>A snapshot of a sweep, as <c>watch</c> streams it.</summary>
public sealed record SnapshotMessage(
    SweepMessage Sweep, long Trials, IReadOnlyDictionary<TrialState, long> Counts, IReadOnlyList<RunningTrial> Running,
    double? RemainingSeconds)
{
    public static SnapshotMessage FromSnapshot(SweepSnapshot snapshot, int? process) => new(
        SweepMessage.FromRecord(snapshot.Sweep, process), snapshot.Trials, snapshot.Counts, snapshot.Running,
        snapshot.Remaining?.TotalSeconds);

    public SweepSnapshot ToSnapshot() => new(
        Sweep.ToRecord(), Trials, Counts, Running, RemainingSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}

/// <summary>A recorded epoch, the fields of its report beside its trial.</summary>
public sealed record EpochMessage(
    long Trial, int Epoch, double TrainLoss, double TrainAccuracy, double? ValidationLoss, double? ValidationAccuracy,
    double LearningRate, double Seconds, int Samples)
{
    public static EpochMessage FromRecord(EpochRecord epoch)
    {
        var report = epoch.Report;
        return new(
            epoch.Trial, report.Epoch, report.TrainLoss, report.TrainAccuracy, report.ValidationLoss, report.ValidationAccuracy,
            report.LearningRate, report.Seconds, report.Samples);
    }

    public EpochRecord ToRecord() => new(
        Trial, new(Epoch, TrainLoss, TrainAccuracy, ValidationLoss, ValidationAccuracy, LearningRate, Seconds, Samples));
}

/// <summary>A change of a sweep that a client requests.</summary>
/// <param name="Change"><c>pause</c>, <c>resume</c>, <c>cancel</c>, <c>extend-epochs</c>,
/// <c>extend-seeds</c>, <c>retry</c> or <c>edit</c>.</param>
/// <param name="Count">Number of epochs or seeds to add.</param>
/// <param name="Reason">Why the sweep is paused, for people.</param>
public sealed record ChangeMessage(string Change, int? Count = null, string? Reason = null)
{
    /// <summary>The one trial to retry; null for all failed ones.</summary>
    public long? Trial { get; init; }

    /// <summary>Whether a retry resumes a cancelled sweep.</summary>
    public bool Cancelled { get; init; }

    /// <summary>The whole changed spec of an edit.</summary>
    public string? Spec { get; init; }
}

/// <summary>The server, and the client's permissions.</summary>
/// <param name="Key">The name of the client's key; null if none is needed.</param>
/// <param name="Scope">The scope of the client: <c>read</c>, <c>submit</c> or <c>admin</c>.</param>
/// <param name="Only">The one sweep that may be changed here; null for all of them.</param>
public sealed record ServerMessage(string Product, string Version, string? Key, string Scope, string? Only = null);

/// <summary>A problem, by RFC 9457.</summary>
/// <param name="Type">One of <see cref="ProblemTypes"/>.</param>
public sealed record ProblemMessage(string? Type, string? Title, int? Status, string? Detail);

/// <summary>The kinds of problems, by which clients distinguish them.</summary>
public static class ProblemTypes
{
    private const string Prefix = "urn:sweepcluster:problem:";

    public const string Invalid = Prefix + "invalid";
    public const string NotFound = Prefix + "not-found";
    public const string Conflict = Prefix + "conflict";
    public const string KeyReused = Prefix + "key-reused";
    public const string Unauthorized = Prefix + "unauthorized";
    public const string Forbidden = Prefix + "forbidden";
    public const string TooManyRequests = Prefix + "too-many-requests";
    public const string Environment = Prefix + "environment";
    public const string Internal = Prefix + "internal";

    public static bool IsOurs(string? type) => type?.StartsWith(Prefix, StringComparison.Ordinal) == true;
}
