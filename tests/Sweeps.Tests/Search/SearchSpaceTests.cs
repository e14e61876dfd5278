using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;
using SweepCluster.Sweeps.Tests.Plan;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Search;

public sealed class SearchSpaceTests
{
    [Fact]
    public void Decode_WithoutConditions_CountsLikeAnOdometer()
    {
        var space = Space("width: [1, 2]\n  depth: [3, 4, 5]");

        Cells(space).ShouldBe(
        [
            "width=1, depth=3", "width=1, depth=4", "width=1, depth=5",
            "width=2, depth=3", "width=2, depth=4", "width=2, depth=5",
        ]);
    }

    [Fact]
    public void Decode_WithConditions_HasAChildOnlyWhereItsParentAllows()
    {
        var space = Space("""
            optimizer: [sgd, {name: rmsprop, rho: 0.95}, adam]
              momentum: {values: [0, 0.9], when: {optimizer: [sgd, rmsprop]}}
              nesterov: {values: [true, false], when: {optimizer: sgd}}
            """);

        Cells(space).ShouldBe(
        [
            "optimizer=sgd, momentum=0, nesterov=true", "optimizer=sgd, momentum=0, nesterov=false",
            "optimizer=sgd, momentum=0.9, nesterov=true", "optimizer=sgd, momentum=0.9, nesterov=false",
            "optimizer=rmsprop(rho=0.95), momentum=0", "optimizer=rmsprop(rho=0.95), momentum=0.9",
            "optimizer=adam",
        ]);
    }

    [Fact]
    public void Decode_AConditionalParent_NestsItsChildren()
    {
        var space = Space("""
            optimizer: [sgd, adam]
              momentum: {values: [0, 0.9], when: {optimizer: sgd}}
              nesterov: {values: [true, false], when: {momentum: 0.9}}
            """);

        Cells(space).ShouldBe(
        [
            "optimizer=sgd, momentum=0",
            "optimizer=sgd, momentum=0.9, nesterov=true", "optimizer=sgd, momentum=0.9, nesterov=false",
            "optimizer=adam",
        ]);
    }

    [Fact]
    public void Encode_AnyCellOfAnySpace_IsTheInverseOfDecode()
    {
        var spaces = 0;
        foreach (var spec in SpaceSamples.Valid(1500))
        {
            var space = new SearchSpace(spec.Space);
            if (space.Count > 500)
                continue;
            spaces++;
            var cells = Enumerable.Range(0, (int)space.Count).Select(index => space.Decode(index)).ToArray();

            cells.Distinct().Count().ShouldBe(cells.Length, spec.Text);
            cells.Select(cell => space.Encode(cell)).ShouldBe(Enumerable.Range(0, cells.Length).Select(index => (long?)index), spec.Text);
            // The order of the assignments doesn't matter.
            cells.Select(cell => space.Encode([.. cell.Reverse()]))
                .ShouldBe(Enumerable.Range(0, cells.Length).Select(index => (long?)index), spec.Text);
        }

        spaces.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Encode_WhatIsNoCell_IsNull()
    {
        var space = Space("optimizer: [sgd, adam]\n  momentum: {values: [0, 0.9], when: {optimizer: sgd}}");
        SettingAssignment sgd = new(
            "optimizer", new SettingValue.Choice("sgd", [])), adam = new("optimizer", new SettingValue.Choice("adam", []));
        SettingAssignment some = new("momentum", new SettingValue.Number(0.9)), other = new("momentum", new SettingValue.Number(0.5));

        space.Encode([sgd, some]).ShouldBe(1);
        space.Encode([sgd]).ShouldBeNull("a child is missing");
        space.Encode([sgd, other]).ShouldBeNull("no such value");
        space.Encode([adam, some]).ShouldBeNull("a child too many");
        space.Encode([some]).ShouldBeNull("no parent");
        space.Encode([]).ShouldBeNull("nothing");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void Decode_OutsideTheSpace_Throws(long index) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Space("width: [1, 2]\n  depth: [3, 4, 5]").Decode(index));

    [Fact]
    public void Count_WithoutAxes_IsZero() => new SearchSpace([]).Count.ShouldBe(0);

    [Fact]
    public void Decode_ABillionCells_VisitsNone()
    {
        var space = Space("""
            width: {linear: [1, 1000], points: 1000}
              lr: {log: [1e-6, 1], points: 1000}
              l2: {log: [1e-9, 1], points: 1000}
            """);

        space.Count.ShouldBe(1_000_000_000);
        Text(space.Decode(0)).ShouldBe("width=1, lr=1E-06, l2=1E-09");
        Text(space.Decode(999_999_999)).ShouldBe("width=1000, lr=1, l2=1");
        foreach (var index in new[] { 1L, 999, 1000, 123_456_789, 999_000_000 })
            space.Encode(space.Decode(index)).ShouldBe(index);
    }

    // 10^18 cells fit, ten times as many don't.
    [Theory]
    [InlineData(18, false)]
    [InlineData(19, true)]
    public void Count_AtTheEdgeOf64Bits_IsExactOrRefused(int axes, bool refused)
    {
        var values = Enumerable.Range(0, 10).Select(value => (SettingValue)new SettingValue.Number(value)).ToEquatableArray();
        var all = Enumerable.Range(0, axes).Select(axis => new AxisSpec($"axis{axis}", values)).ToEquatableArray();

        if (refused)
        {
            var refusal = Should.Throw<SweepException>(() => new SearchSpace(all));
            refusal.Kind.ShouldBe(SweepErrorKind.Input);
            refusal.Message.ShouldContain("search: {random: N}");
        }
        else
        {
            var space = new SearchSpace(all);
            space.Count.ShouldBe(1_000_000_000_000_000_000);
            space.Encode(space.Decode(space.Count - 1)).ShouldBe(space.Count - 1);
        }
    }

    // Here a sum overflows, not a product: each value of the root has 10^18 cells under it.
    [Fact]
    public void Count_WhereSubtreesAddUpTooFar_IsRefused()
    {
        var values = Enumerable.Range(0, 10).Select(value => (SettingValue)new SettingValue.Number(value)).ToEquatableArray();
        var when = new AxisCondition("root", [.. Enumerable.Range(0, 10).Select(value => $"{value}")]);
        AxisSpec[] all =
        [
            new("root", values),
            .. Enumerable.Range(0, 18).Select(axis => new AxisSpec($"axis{axis}", values, When: when)),
        ];

        Should.Throw<SweepException>(() => new SearchSpace(all.ToEquatableArray())).Message.ShouldContain("more than can be numbered");
    }

    // A node for each path through the conditions would be 10^12 of them.
    [Fact]
    public void Count_OfALongChainOfConditions_NeedsNoNodePerPath()
    {
        var values = Enumerable.Range(0, 10).Select(value => (SettingValue)new SettingValue.Number(value)).ToEquatableArray();
        EquatableArray<string> any = [.. values.Select(value => value.ToString()!)];
        var all = Enumerable.Range(0, 12)
            .Select(axis => new AxisSpec($"axis{axis}", values, When: axis == 0 ? null : new($"axis{axis - 1}", any)))
            .ToEquatableArray();

        var space = new SearchSpace(all);

        space.Count.ShouldBe(1_000_000_000_000);
        Text(space.Decode(123_456_789_012)).ShouldBe(string.Join(", ", "123456789012".Select((digit, axis) => $"axis{axis}={digit}")));
    }

    private static SearchSpace Space(string axes) => new(Specs.Read($"name: x\ndataset: mnist\nspace:\n  {axes}\n").Space);

    private static IEnumerable<string> Cells(SearchSpace space) =>
        Enumerable.Range(0, (int)space.Count).Select(index => Text(space.Decode(index)));

    private static string Text(EquatableArray<SettingAssignment> cell) => string.Join(", ", cell);
}
