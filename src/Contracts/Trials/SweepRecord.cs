namespace SweepCluster.Contracts.Trials;

/// <summary>What the store holds of a sweep.</summary>
/// <param name="Id">The spec's name and a number: <c>quickstart-3</c>.</param>
/// <param name="SpecText">The YAML as submitted.</param>
/// <param name="DataFolder">The folder given with <c>--data</c>, made absolute; null: the default search.</param>
/// <param name="Configurations">How many configurations the spec's search yields.</param>
/// <param name="Repeats">Repeats of each configuration; <c>extend --seeds</c> raises it.</param>
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
    [property: Id(5)] int Repeats,
    [property: Id(6)] int EpochBonus,
    [property: Id(7)] int Pass,
    [property: Id(8)] SweepStatus Status,
    [property: Id(9)] string Reason,
    [property: Id(10)] DateTimeOffset CreatedAt,
    [property: Id(11)] double RunSeconds);
