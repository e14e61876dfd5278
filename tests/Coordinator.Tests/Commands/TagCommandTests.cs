namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Tags and descriptions of recorded sweeps, and the search by them.</summary>
public sealed class TagCommandTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Tag_Words_AreAddedOnceAndRemoved()
    {
        await _rig.FinishAsync();

        (await _rig.RunAsync("tag", "quick-1", "thesis", "final: yes")).Output
            .ShouldBe($"quick-1: thesis, final: yes{Environment.NewLine}");
        (await _rig.RunAsync("tag", "quick-1", "thesis", "old")).Output.ShouldBe($"quick-1: thesis, final: yes, old{Environment.NewLine}");
        (await _rig.RunAsync("tag", "quick-1", "old", "--remove")).Output.ShouldBe($"quick-1: thesis, final: yes{Environment.NewLine}");

        (await _rig.RunAsync("tag", "quick-1")).Output.ShouldBe($"quick-1: thesis, final: yes{Environment.NewLine}");
        (await _rig.RunAsync("show", "quick-1")).Output.ShouldContain("tags              thesis, final: yes");
    }

    [Fact]
    public async Task Note_AText_IsTheDescription()
    {
        await _rig.FinishAsync();

        (await _rig.RunAsync("note", "quick-1", "Widths: \"the\" baseline")).Code.ShouldBe(0);

        (await _rig.RunAsync("note", "quick-1")).Output.ShouldBe($"quick-1: Widths: \"the\" baseline{Environment.NewLine}");
        (await _rig.RunAsync("show", "quick-1")).Output.ShouldContain("description       Widths: \"the\" baseline");
    }

    [Fact]
    public async Task Ls_TagAndSearch_ListOnlyThoseSweeps()
    {
        await _rig.FinishAsync();
        await _rig.FinishAsync();
        await _rig.RunAsync("tag", "quick-2", "thesis");
        await _rig.RunAsync("note", "quick-1", "the baseline");

        Ids((await _rig.RunAsync("ls", "--tag", "thesis")).Output).ShouldBe(["quick-2"]);
        Ids((await _rig.RunAsync("ls", "--search", "BASE")).Output).ShouldBe(["quick-1"]);
        Ids((await _rig.RunAsync("ls", "--search", "quick")).Output).ShouldBe(["quick-1", "quick-2"]);
        (await _rig.RunAsync("ls", "--tag", "thesis", "--search", "baseline")).Output
            .ShouldStartWith("No sweep has the tag 'thesis' and 'baseline' in its id,");

        static string[] Ids(string output) =>
            [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(' ')[0])];
    }
}
