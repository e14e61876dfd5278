using SweepCluster.Coordinator.Hosting;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class DataCommandTests : IDisposable
{
    private readonly VerbRun _verbs = new();

    public void Dispose() => _verbs.Dispose();

    [RealDataFact]
    public async Task Fetch_OfADataSetThatIsHere_FetchesNothingAndSaysWhereItLies()
    {
        var (code, output, error) = await _verbs.RunAsync("data", "fetch", "mnist", "--data", RealDatasets.Folder!);

        code.ShouldBe(ExitCodes.Done);
        error.ShouldBeEmpty();
        output.ShouldContain("verified");
        output.ShouldContain(Path.Combine(RealDatasets.Folder!, "mnist"));
    }

    [Fact]
    public async Task Verify_OfADamagedFile_NamesItAndTheRemedy()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_verbs.Home, "data", "mnist")).FullName;
        foreach (var name in (string[])[
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
        ])
            await File.WriteAllTextAsync(Path.Combine(folder, name), "not a data set", TestContext.Current.CancellationToken);

        var (code, output, error) = await _verbs.RunAsync("data", "verify", "mnist", "--data", Path.Combine(_verbs.Home, "data"));

        code.ShouldBe(ExitCodes.BadInput);
        output.ShouldContain("damaged");
        error.ShouldContain(Path.Combine("mnist", "train-images-idx3-ubyte"));
        error.ShouldContain("./sweep data fetch mnist");
    }

    [Fact]
    public async Task Verify_OfAnUnknownName_NamesTheAllowed()
    {
        var (code, _, error) = await _verbs.RunAsync("data", "verify", "mnits");

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain("'mnits'");
        error.ShouldContain("fashion-mnist");
    }

    [Fact]
    public async Task List_AsJson_IsAnObjectALine()
    {
        var (_, output, _) = await _verbs.RunAsync("data", "list", "--json");

        output.TrimEnd().Split('\n')
            .ShouldContain(line => line.StartsWith("{\"dataset\":\"glyphs\",") && line.Contains("\"state\":\"generated\""));
    }
}
