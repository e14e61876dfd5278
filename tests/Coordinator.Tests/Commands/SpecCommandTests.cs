using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Sweeps.Search;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Commands that write specs: <c>init</c>, <c>best</c> and <c>clone</c>.</summary>
public sealed class SpecCommandTests : IDisposable
{
    private readonly CommandRig _rig = new();
    private readonly TemporaryFolder _folder = new();

    private string SpecPath => _folder.Combine("new.yaml");

    public void Dispose()
    {
        _rig.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Init_WithoutASweep_WritesACommentedSpecThatRuns()
    {
        var (code, output, _) = await _rig.RunAsync("init", SpecPath);

        code.ShouldBe(0);
        output.Trim().ShouldBe($"{SpecPath} is written. Run it with: ./sweep run {SpecPath}");
        (await ReadAsync()).Split('\n').Count(line => line.Contains('#')).ShouldBeGreaterThan(10);
        (await _rig.RunAsync("validate", SpecPath)).Output.ShouldContain("trials            12 (3 seeds each)");
        (await _rig.RunAsync("run", SpecPath, "--quiet")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Init_AFileThatExists_LeavesIt()
    {
        await File.WriteAllTextAsync(SpecPath, "mine", TestContext.Current.CancellationToken);

        var (code, _, error) = await _rig.RunAsync("init", SpecPath);

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain("exists");
        (await ReadAsync()).ShouldBe("mine");
    }

    [Fact]
    public async Task Init_FromASweep_WritesItsSpec()
    {
        await _rig.FinishAsync($"# as it was submitted\n{CommandRig.Spec}");

        (await _rig.RunAsync("init", SpecPath, "--from", "quick-1")).Code.ShouldBe(0);

        (await ReadAsync()).ShouldBe($"# as it was submitted\n{CommandRig.Spec}");
    }

    [Fact]
    public async Task Best_OfASweep_IsASpecOfItsOneBestConfiguration()
    {
        await _rig.FinishAsync();

        (await _rig.RunAsync("best", "quick-1", "-o", SpecPath)).Code.ShouldBe(0);

        // The scripted trainer's accuracy is highest for the second width.
        var text = await ReadAsync();
        text.ShouldStartWith("# Configuration 1 of quick-1: the best of 2 by val_accuracy (");
        var spec = Specs.Read(text);
        (spec.Name, spec.Seeds).ShouldBe(("quick-best", 2));
        Configuration(spec, 0).ShouldBe(Configuration(Specs.Read(CommandRig.Spec), 1));
        (await _rig.RunAsync("best")).Output.ShouldBe(text);
        (await _rig.RunAsync("run", SpecPath, "--quiet")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Best_OfAnotherConfiguration_IsThatOne()
    {
        await _rig.FinishAsync();

        var (_, output, _) = await _rig.RunAsync("best", "quick-1", "--configuration", "0");

        Configuration(Specs.Read(output), 0).ShouldBe(Configuration(Specs.Read(CommandRig.Spec), 0));
        (await _rig.RunAsync("best", "quick-1", "--configuration", "2")).Error.ShouldContain("Its configurations are 0 to 1.");
    }

    public static TheoryData<string> Shipped() => [.. Specs.Shipped()];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Best_OfEveryShippedSpec_HasTheSameConfiguration(string path)
    {
        var spec = Specs.Read(File.ReadAllText(RepositoryFolder.Combine(path)));
        // Rates that range tests have yet to find can't be resolved.
        if (RangeTestRates.AreMissing(spec))
            spec = spec with { Rates = [new([], 0.25)] };
        for (var number = 0; number < Math.Min(50, SweepConfigurations.Find(spec).Count); number++)
        {
            var configuration = Configuration(spec, number);

            var text = ConfigurationText.TryWrite(spec, configuration, ConfigurationText.NameOf(spec.Name, "best"), ["A comment."])
                .ShouldNotBeNull($"configuration {number}");

            // Claims are not copied, and with them goes what they alone need.
            Configuration(Specs.Read(text), 0).ShouldBe(configuration with { ScoresTraining = false }, text);
        }
    }

    [Theory]
    [InlineData("a", "a-best")]
    [InlineData("a23456789-b23456789-c23456789-d23456789-e23456789-f23456789",
        "a23456789-b23456789-c23456789-d23456789-e23456789-f2345-best")]
    [InlineData("a23456789-b23456789-c23456789-d23456789-e23456789-f234-6789",
        "a23456789-b23456789-c23456789-d23456789-e23456789-f234-best")]
    public void Name_OfASpec_EndsWithinTheAllowedLength(string name, string expected) =>
        ConfigurationText.NameOf(name, "best").ShouldBe(expected);

    [Fact]
    public async Task Clone_OfASweep_RunsItsSpecAgainWithTheChanges()
    {
        await _rig.FinishAsync();

        var (code, output, _) = await _rig.RunAsync("clone", "quick-1", "--seeds", "1", "--set", "space.width=[32]");

        code.ShouldBe(0);
        output.ShouldContain("quick-2: 1 configuration x 1 seed = 1 trial");
        (await _rig.RunAsync("show", "quick-2", "--spec")).Output.ShouldContain("width: [32]");
        (await _rig.RunAsync("clone", "quick-1", "--seeds", "0")).Error.ShouldStartWith("--seeds 0: seeds: ");
    }

    private static Model.Configurations.TrialConfiguration Configuration(SweepSpec spec, long number) =>
        ConfigurationResolver.Resolve(spec, SweepConfigurations.Find(spec).Propose(number));

    private Task<string> ReadAsync() => File.ReadAllTextAsync(SpecPath, TestContext.Current.CancellationToken);
}
