using SweepCluster.Coordinator.Notebooks;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class NotebooksCommandTests : IDisposable
{
    private readonly CommandRig _rig = new();
    private readonly TemporaryFolder _specs = new();

    public NotebooksCommandTests()
    {
        Write("first", "mnist-lab", "space: {width: [8, 16]}\npublished: [{where: {width: 8}, val_accuracy: 0.9, note: by hand}]\n"
            + "claims: [{that: width=8 < width=16, source: {cell: 14, words: wider is better}}]\n"
            + "untested: [{says: why is it so?, why: no figure tells}]\n");
        Write("second", "rmsprop", "seed: 3\n");
    }

    public void Dispose()
    {
        _rig.Dispose();
        _specs.Dispose();
    }

    [Fact]
    public async Task Notebooks_NothingRunYet_RunsThemAllAndComparesThem()
    {
        var (code, output, _) = await RunAsync();

        code.ShouldBe(0);
        _rig.Trainer.Leases.Count.ShouldBe(4 + 2);
        output.ShouldContain("first");
        output.ShouldContain("nothing published");
        output.ShouldContain("Claims: 1 ");
    }

    [Fact]
    public async Task Notebooks_RunAgain_RunsNothing()
    {
        await RunAsync();

        await RunAsync();

        _rig.Trainer.Leases.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Notebooks_MoreSeeds_RunsThoseThatAreMissing()
    {
        await RunAsync("N0");

        await RunAsync("N0", "--seeds", "3");

        _rig.Trainer.Leases.Select(lease => lease.SweepId).Distinct().ShouldBe(["first-1"]);
        _rig.Trainer.Leases.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Notebooks_AnUnfinishedSweep_IsGoneOnWith()
    {
        var gate = _rig.Trainer.HoldBefore(trial: 1, epoch: 1);
        var running = RunAsync("N0");
        await gate.Reached;
        await _rig.CtrlC.CancelAsync();
        (await running).Code.ShouldBe(130);
        gate.Open();

        (await RunAsync("N0")).Code.ShouldBe(0);

        _rig.Trainer.Leases.Select(lease => lease.SweepId).Distinct().ShouldBe(["first-1"]);
    }

    [Fact]
    public async Task Notebooks_SpecThatTrainsSomethingElseNow_IsRunAnew()
    {
        await RunAsync("N3");
        Write("second", "rmsprop", "seed: 4\n");

        await RunAsync("N3");

        _rig.Trainer.Leases.Select(lease => lease.SweepId).Distinct().ShouldBe(["second-1", "second-2"]);
    }

    [Fact]
    public async Task Notebooks_Write_MakesAPageOfAllComparisons()
    {
        var file = _specs.Combine("page.md");
        await RunAsync("N0", "--write", file);

        var page = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        page.ShouldContain("## N0 `mnist-lab`");
        page.ShouldContain("| width=8 | val_accuracy | 0.9000 |");
        page.ShouldContain("by hand");
        page.ShouldContain("width=8 &lt; width=16");
        page.ShouldNotContain("### second");
        page.ShouldContain("\"wider is better\" (cell 14)");
        page.ShouldContain("| why is it so? | no figure tells |");
        Row(page, "| N0 `mnist-lab` |")[^1].ShouldBe("1");
        Row(page, "| N0 | [first](#first) |")[^1].ShouldBe("1");
        // Its links are those of docs/results.
        page.ShouldContain("(../claims.md)");
        page.ShouldContain("(../../sweeps/notebooks/first.yaml)");
    }

    [Fact]
    public async Task Notebooks_UnknownNotebook_NamesThoseThereAre()
    {
        var (code, _, error) = await RunAsync("N7");

        code.ShouldBe(2);
        error.ShouldContain("N0 (mnist-lab)");
    }

    [Theory]
    [InlineData("lr-range-curves", 266_610, 316_810, 515_610, 1_615_310)]
    [InlineData("mnist-lab-base", 42_310)]
    [InlineData("rmsprop", 407_050)]
    public void Shipped_Networks_HaveThePublishedSizes(string name, params int[] sizes)
    {
        var spec =
            NotebookSet.Read(RepositoryFolder.Combine("sweeps", "notebooks"), []).Single(comparison => comparison.Spec.Name == name).Spec;
        var searcher = Searcher.Create(spec);

        Enumerable.Range(0, (int)searcher.Count)
            .Select(number => ParameterCount.Compute(ConfigurationResolver.Resolve(spec, searcher.Propose(number))))
            .ShouldBe(sizes.Select(size => (long)size));
    }

    [Fact]
    public async Task Shipped_Page_HasANoteForEveryFigureOutside()
    {
        var page = await File.ReadAllTextAsync(
            RepositoryFolder.Combine("docs", "results", "notebooks.md"), TestContext.Current.CancellationToken);

        page.ShouldContain(NotebookText.Verdict(within: false, "a note"));
        page.Split('\n').Where(line => line.Contains($"| {NotebookText.Verdict(within: false, "")} |", StringComparison.Ordinal))
            .ShouldBeEmpty("a published figure outside of our runs has a note in its spec");
    }

    [Fact]
    public void Shipped_Specs_AllBelongToANotebook()
    {
        var folder = RepositoryFolder.Combine("sweeps", "notebooks");

        NotebookSet.Read(folder, []).Select(comparison => comparison.File).Order(StringComparer.Ordinal)
            .ShouldBe(Directory.EnumerateFiles(folder, "*.yaml").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        _rig.RunAsync(["notebooks", .. arguments, "--specs", _specs.Path, "--quiet"]);

    private static string[] Row(string page, string start) =>
        page.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal)).Trim('|', ' ').Split(" | ");

    private void Write(string name, string tag, string body) => File.WriteAllText(
        _specs.Combine($"{name}.yaml"),
        $"name: {name}\ntags: [{tag}]\ndataset: glyphs\nsplit: {{last: 100}}\nseeds: 2\nbase: {{epochs: 2}}\n{body}");
}
