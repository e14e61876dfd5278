namespace SweepCluster.Runtime.Slots;

/// <summary>The trials that a slot trains together with its first one.</summary>
/// <param name="Others">Without the first one; empty if it is trained alone.</param>
/// <param name="Reason">Why there are no more, for people; one of the texts below.</param>
public readonly record struct PackChoice(IReadOnlyList<SlotTrial> Others, string Reason)
{
    /// <summary>The pack has the trainer's maximum number of trials.</summary>
    public const string IsFull = "the pack is full";

    /// <summary>Every waiting trial was looked at.</summary>
    public const string NoneLeft = "no other waiting trial may join";

    /// <summary>A slot takes no more than its share of the waiting trials.</summary>
    public const string ShareTaken = "the other waiting trials are left to the other slots";

    /// <summary>One more lost attempt fails the trial, which may be what ends its processes.</summary>
    public const string Isolated = "it is suspect and trains alone";

    /// <summary>The trainer takes several trials, but this one gains nothing by it.</summary>
    public const string NoGain = "it gains nothing by being packed";

    /// <summary>The host or the trainer takes trials one by one.</summary>
    public const string Off = "trials are trained one by one";

    /// <summary>A trial that is trained alone.</summary>
    public static PackChoice Alone(string reason) => new([], reason);
}
