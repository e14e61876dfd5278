using SweepCluster.Testing.Faults;

namespace SweepCluster.Architecture.Tests;

/// <summary>The table that <c>bench faults</c> prints.</summary>
public sealed class FaultRowTests
{
    [Fact]
    public void Row_OfRecoveries_ShowsMedianAndMaxima()
    {
        var row = new FaultRow("silo killed", [new(8, 0.25, 6.5), new(3, 2.75, 1), new(0, null, 7.04), new(5, 0.75, null)], 2, 40_000);

        row.ToString().ShouldBe("| silo killed | 4 | 0.8 s | 2.8 s | 7.0 s | 2 | 40,000 |");
        (row.MedianFirstEnd, row.MaxFirstEnd, row.MaxAllEnded).ShouldBe((0.75, 2.75, 7.04));
    }

    [Fact]
    public void Row_OfAnEvenNumber_HasTheMeanOfTheMiddleTwoAsMedian() =>
        new FaultRow("any", [new(1, 4, 4), new(1, 1, 4), new(1, 2, 4), new(1, 3, 4)], 1, 2000).MedianFirstEnd.ShouldBe(2.5);

    [Fact]
    public void Row_WithoutAFigure_ShowsADash()
    {
        new FaultRow("cancel", [new(8, null, 0.5)], 1, 2000).ToString().ShouldBe("| cancel | 1 | - | - | 0.5 s | 1 | 2,000 |");
        new FaultRow("none", [], 0, 0).ToString().ShouldBe("| none | 0 | - | - | - | 0 | 0 |");
    }

    [Fact]
    public void Header_HasAsManyColumnsAsARow()
    {
        var columns = new FaultRow("none", [], 0, 0).ToString().Count(character => character == '|');

        FaultRow.Header.Split('\n').ShouldAllBe(line => line.Count(character => character == '|') == columns);
    }
}
