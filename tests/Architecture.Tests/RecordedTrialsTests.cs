using SweepCluster.Testing.Stores;

namespace SweepCluster.Architecture.Tests;

/// <summary>The comparison of a disturbed sweep with an undisturbed one.</summary>
public sealed class RecordedTrialsTests
{
    private static readonly string[] Undisturbed = ["0 0/0 Succeeded abc 0.5", "1 1/0 Succeeded def 0.25", "2 2/0 Diverged  "];

    [Fact]
    public void Difference_OfEqualRecords_IsNull() =>
        RecordedTrials.FindDifference(Undisturbed, [.. Undisturbed]).ShouldBeNull();

    [Theory]
    [InlineData("0 0/0 Succeeded abc 0.5", "1 1/0 Succeeded xyz 0.25", "2 2/0 Diverged  ")]
    [InlineData("0 0/0 Succeeded abc 0.5", "2 2/0 Diverged  ")]
    [InlineData("0 0/0 Succeeded abc 0.5", "0 0/0 Succeeded abc 0.5", "1 1/0 Succeeded def 0.25", "2 2/0 Diverged  ")]
    public void Difference_OfOtherMissingOrRepeatedRecords_NamesTheFirst(params string[] found) =>
        RecordedTrials.FindDifference(Undisturbed, found).ShouldStartWith($"Record 1 is '{found[1]}' instead of '{Undisturbed[1]}'.");

    [Fact]
    public void Difference_OfARecordTooFewOrTooMany_NamesTheNumbers()
    {
        RecordedTrials.FindDifference(Undisturbed, Undisturbed[..2]).ShouldBe("2 trials are recorded instead of 3.");
        RecordedTrials.FindDifference(Undisturbed, [.. Undisturbed, "3 3/0 Running  "]).ShouldBe("4 trials are recorded instead of 3.");
    }

    [Fact]
    public void DifferenceOfCancelled_OfSucceededAndCancelledTrials_IsNull() =>
        RecordedTrials.FindDifferenceOfCancelled(Undisturbed, ["0 0/0 Succeeded abc 0.5", "2 2/0 Cancelled  "]).ShouldBeNull();

    [Theory]
    [InlineData("0 0/0 Succeeded other 0.5", "A record is '0 0/0 Succeeded other 0.5' instead of '0 0/0 Succeeded abc 0.5'")]
    [InlineData("1 1/0 Running  ", "A record is '1 1/0 Running  ' instead of")]
    [InlineData("3 3/0 Cancelled  ", "Trial 3 is not part of the sweep.")]
    [InlineData("2 2/0 Cancelled  ", "Trial 2 is recorded twice.")]
    public void DifferenceOfCancelled_OfAnotherRecord_NamesIt(string record, string difference) =>
        RecordedTrials.FindDifferenceOfCancelled(Undisturbed, ["2 2/0 Cancelled  ", record]).ShouldStartWith(difference);
}
