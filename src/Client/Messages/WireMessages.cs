using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Messages;

/// <summary>A sweep in the API's JSON; described in <c>docs/api.md</c>.</summary>
/// <param name="Spec">The YAML as submitted.</param>
/// <param name="DataFolder">On the server.</param>
/// <param name="Process">Who runs it, on the server's machine; null: nobody.</param>
public sealed record SweepMessage(
    string Sweep, string Name, SweepStatus Status, string Reason, long Configurations, int Seeds, int EpochsAdded, int Pass,
    DateTimeOffset CreatedAt, double RunSeconds, string? DataFolder, int? Process, string Spec)
{
    public static SweepMessage FromRecord(SweepRecord sweep, int? process) => new(
        sweep.Id, sweep.Name, sweep.Status, sweep.Reason, sweep.Configurations, sweep.Seeds, sweep.EpochBonus, sweep.Pass,
        sweep.CreatedAt, sweep.RunSeconds, sweep.DataFolder, process, sweep.SpecText)
    { Data = sweep.Data };

    /// <summary>The data set that the sweep is trained on; null: not known yet.</summary>
    public DatasetPin? Data { get; init; }

    public SweepRecord ToRecord() => new(
        Sweep, Name, Spec, DataFolder, Configurations, Seeds, EpochsAdded, Pass, Status, Reason, CreatedAt, RunSeconds)
    { Data = Data };
}

/// <summary>What a sweep is doing, as <c>watch</c> streams it.</summary>
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

/// <summary>What a client asks of a sweep.</summary>
/// <param name="Change"><c>pause</c>, <c>resume</c>, <c>cancel</c>, <c>extend-epochs</c>,
/// <c>extend-seeds</c>, <c>retry</c> or <c>edit</c>.</param>
/// <param name="Count">By how much to extend.</param>
/// <param name="Reason">Why it is paused, for people.</param>
public sealed record ChangeMessage(string Change, int? Count = null, string? Reason = null)
{
    /// <summary>The one trial to retry; null: all that failed.</summary>
    public long? Trial { get; init; }

    /// <summary>Whether a cancelled sweep is taken up again by a retry.</summary>
    public bool Cancelled { get; init; }

    /// <summary>The whole changed spec of an edit.</summary>
    public string? Spec { get; init; }
}

/// <summary>Who answers, and whom it takes the client for.</summary>
/// <param name="Key">The name of the client's key; null where none is needed.</param>
/// <param name="Scope">What the client may do: <c>read</c>, <c>submit</c> or <c>admin</c>.</param>
/// <param name="Only">The one sweep that may be changed here; null: all of them.</param>
public sealed record ServerMessage(string Product, string Version, string? Key, string Scope, string? Only = null);

/// <summary>What went wrong, by RFC 9457.</summary>
/// <param name="Type">One of <see cref="ProblemTypes"/>.</param>
public sealed record ProblemMessage(string? Type, string? Title, int? Status, string? Detail);

/// <summary>The kinds of problems, by which clients tell them apart.</summary>
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
