namespace SweepCluster.Model.Trials;

/// <summary>One decision of a sweep's schedule, as stored.</summary>
/// <param name="Number">Number of the decision within its sweep, from 1.</param>
/// <param name="Time">The virtual time at which it was taken, a whole number in decimal digits: it may exceed 64 bits.</param>
/// <param name="Kind">start, promote, stop or drop.</param>
/// <param name="Trial">0-based index of the trial that it is about.</param>
/// <param name="Epochs">Number of epochs that the trial had been trained.</param>
/// <param name="Reason">The figures that it was decided by, for people.</param>
[GenerateSerializer, Immutable, Alias("decision-record")]
public sealed record DecisionRecord(
    [property: Id(0)] long Number,
    [property: Id(1)] string Time,
    [property: Id(2)] string Kind,
    [property: Id(3)] long Trial,
    [property: Id(4)] int Epochs,
    [property: Id(5)] string Reason);
