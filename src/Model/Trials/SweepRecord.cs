namespace SweepCluster.Model.Trials;

/// <summary>What the store holds of a sweep.</summary>
/// <param name="Id">The spec's name and a number: <c>quickstart-3</c>.</param>
/// <param name="SpecText">The YAML as submitted.</param>
/// <param name="DataFolder">The folder given with <c>--data</c>, made absolute; null: the default search.</param>
/// <param name="Configurations">How many configurations the spec's search yields.</param>
/// <param name="Seeds">Repeats of each configuration; <c>extend --seeds</c> raises it.</param>
/// <param name="EpochBonus">Epochs added to every configuration's by <c>extend --epochs</c>.</param>
/// <param name="Pass">0; each <c>extend --epochs</c> begins a new pass over the trials.</param>
/// <param name="Reason">Why it is paused or ended, for people; empty when there is nothing to say.</param>
/// <param name="RunSeconds">Wall time spent running, over all sessions.</param>
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

/// <summary>Names a data set so that a sweep is never trained on two of them.</summary>
/// <param name="Folder">Absolute path of the folder that relative paths in the spec's <c>dataset</c> are relative to.</param>
/// <param name="Fingerprint">SHA-256, lower-case hex, over training images, training labels, test images and test labels; null until the
/// data set has been loaded for the first time.</param>
[GenerateSerializer, Immutable, Alias("dataset-pin")]
public sealed record DatasetPin([property: Id(0)] string Folder, [property: Id(1)] string? Fingerprint)
{
    /// <summary>Refuses a data set other than the pinned one.</summary>
    /// <param name="dataset">As the spec names it.</param>
    /// <param name="found">Fingerprint of the data set at hand; null: unknown.</param>
    /// <exception cref="SweepException">The fingerprints differ (Environment: the trials are not to blame).</exception>
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
