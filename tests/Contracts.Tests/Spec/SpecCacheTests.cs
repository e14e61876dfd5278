using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class SpecCacheTests
{
    [Fact]
    public void Read_TheSameTextAgain_GivesTheSameSpec()
    {
        var spec = SpecCache.Read(Text("same")).Spec;

        spec.ShouldBe(SpecReader.Read(Text("same")).Spec);
        SpecCache.Read(Text("same")).Spec.ShouldBeSameAs(spec);
    }

    [Fact]
    public void Keep_ASpecOfATextThatIsKept_GivesTheKeptOne()
    {
        var spec = SpecCache.Read(Text("kept")).Spec!;

        SpecCache.Keep(SpecReader.Read(Text("kept")).Spec!).ShouldBeSameAs(spec);
    }

    [Fact]
    public void Read_AnInvalidSpec_HasItsProblemsEachTime()
    {
        const string text = "name: wrong\ndataset: glyphs\nseeds: 0\n";

        foreach (var reading in (SpecReading[])[SpecCache.Read(text), SpecCache.Read(text)])
            (reading.Spec, reading.Problems.Count).ShouldBe((null, 1));
    }

    [Theory]
    [InlineData(300, "")]
    [InlineData(3, "search: {random: 1000000}\nspace: {lr: {log: [0.001, 0.1]}}\n")]
    public void Read_ManyOthersOrLargeOnesLater_NoLongerKeepsIt(int others, string body)
    {
        var spec = SpecCache.Read(Text($"first-of-{others}")).Spec;

        for (var other = 0; other < others; other++)
            SpecCache.Read(Text($"other-{other}") + body);

        SpecCache.Read(Text($"first-of-{others}")).Spec.ShouldNotBeSameAs(spec);
    }

    [Fact]
    public void Read_Cancelled_Ends()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(() => SpecCache.ReadCancellable(Text("cancelled"), cancelled.Token));
    }

    private static string Text(string name) => $"name: {name}\ndataset: glyphs\n";
}
