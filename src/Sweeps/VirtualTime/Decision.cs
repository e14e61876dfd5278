namespace SweepCluster.Sweeps.VirtualTime;

/// <summary>One decision of a scheduler, as the decision log records it.</summary>
/// <param name="Trial">The trial that it is about.</param>
/// <param name="Epochs">Number of epochs that the trial had been trained when it was decided.</param>
/// <param name="Reason">The figures that it was decided by, for people, e.g. "3rd of 9 at 3 epochs: the best 3 go on".</param>
public sealed record Decision(DecisionKind Kind, long Trial, int Epochs, string Reason);

/// <summary>What was decided about a trial.</summary>
public enum DecisionKind
{
    /// <summary>It is trained from its beginning.</summary>
    Start,

    /// <summary>It is trained further.</summary>
    Promote,

    /// <summary>It is not trained further.</summary>
    Stop,

    /// <summary>Its configuration gets no further seeds: it can't be the best any more.</summary>
    Drop,
}
