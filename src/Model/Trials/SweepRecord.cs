namespace SweepCluster.Model.Trials;

/// <summary>The store's record of a sweep.</summary>
/// <param name="Id">The spec's name and a number: <c>quickstart-3</c>.</param>
/// <param name="SpecText">The YAML text as submitted.</param>
/// <param name="DataFolder">The folder given with <c>--data</c>, made absolute; null for the default search.</param>
/// <param name="Configurations">Number of configurations of the spec's search.</param>
/// <param name="Seeds">Number of seeds of each configuration; <c>extend --seeds</c> raises it.</param>
/// <param name="EpochBonus">Number of epochs that <c>extend --epochs</c> has added to every configuration.</param>
/// <param name="Pass">0 for the first pass over the trials; each <c>extend --epochs</c> begins a new one.</param>
/// <param name="Reason">Why the sweep is paused or ended, for people; empty if there is no reason.</param>
/// <param name="RunSeconds">Wall time spent running, over all sessions, in seconds.</param>
[GenerateSerializer, Immutable, Alias("sweep-record")]
public sealed record SweepRecord(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string SpecText,
    [property: Id(3)] string? DataFolder,
    [property: Id(4)] long Configurations,
    [property: Id(5)] int Seeds,
    [property: Id(6)] int EpochBonus,
    [property: Id(7)] int Pass,
    [property: Id(8)] SweepStatus Status,
    [property: Id(9)] string Reason,
    [property: Id(10)] DateTimeOffset CreatedAt,
    [property: Id(11)] double RunSeconds)
{
    /// <summary>How the reason begins where a user has paused the sweep.</summary>
    public const string ByRequest = "by request";

    /// <summary>Whether no user has paused it: a limit has, or its machine failed it (a full disk, a missing data set).</summary>
    public bool IsPausedByItself => Status == SweepStatus.Paused && !Reason.StartsWith(ByRequest, StringComparison.Ordinal);

    /// <summary>The data set that the sweep is trained on; null for a sweep of an earlier version
    /// that has not been trained since.</summary>
    [Id(12)] public DatasetPin? Data { get; init; }
}

/// <summary>Identifies a data set, so that a sweep is never trained on two different ones.</summary>
/// <param name="Folder">Absolute path of the folder for relative paths in the spec's <c>dataset</c>.</param>
/// <param name="Fingerprint">SHA-256, lower-case hex, over training images, training labels, test images and test labels; null until the
/// data set has been loaded for the first time.</param>
[GenerateSerializer, Immutable, Alias("dataset-pin")]
public sealed record DatasetPin([property: Id(0)] string Folder, [property: Id(1)] string? Fingerprint)
{
    /// <summary>Refuses a data set other than the pinned one.</summary>
    /// <param name="dataset">The data set as the spec names it.</param>
    /// <param name="found">Fingerprint of the present data set; null if it is unknown.</param>
    /// <exception cref="SweepException">The fingerprints differ (Environment: no trial has caused it).</exception>
    public void Check(string dataset, string? found)
    {
        if (Fingerprint is null || found is null || found == Fingerprint)
            return;
        throw new SweepException(
            $"dataset: {dataset} (relative to {Folder}) has the fingerprint {found}, but the sweep was trained on a data "
            + $"set with {Fingerprint}. "
            + "Put the files of that data set back, or run the spec as a new sweep.",
            SweepErrorKind.Environment);
    }
}
