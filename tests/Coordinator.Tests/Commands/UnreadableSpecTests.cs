using System.Text.Json;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>A recorded sweep whose spec this version refuses, such as one of another version, beside others.</summary>
public sealed class UnreadableSpecTests : IAsyncLifetime
{
    private const string Unreadable = "name: quick\ndataset: glyphs\nno_such_key: 1\nspace: {width: [8, 16]}\n";

    private readonly CommandRig _rig = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>quick-1 is finished, quick-2 is not readable, quick-3 is finished.</summary>
    public async ValueTask InitializeAsync()
    {
        await _rig.FinishAsync();
        await using (var store = _rig.Store())
        {
            var sweep = await store.CreateSweepAsync(new("quick", Unreadable, null, 2, 2, _rig.Time.GetUtcNow()), Cancellation);
            await store.CommitAsync(
                sweep.Id,
                new(sweep with { Status = SweepStatus.Finished }, [Rendering.SweepSamples.Trial(1, 0) with { Trial = 1 }], [], []),
                Cancellation);
        }

        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        await _rig.FinishAsync();
    }

    public ValueTask DisposeAsync()
    {
        _rig.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Ls_ListsEverySweepAndSaysWhichCannotBeRead()
    {
        var (code, output, error) = await _rig.RunAsync("ls");

        (code, error).ShouldBe((0, ""));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Skip(1).Take(3).Select(line => line.Split(' ')[0]).ShouldBe(["quick-1", "quick-2", "quick-3"]);
        lines[4].ShouldBe("quick-2: its spec can't be read by this version. Why: ./sweep show quick-2");
    }

    [Fact]
    public async Task Ls_Json_NamesTheProblemOfEachSweep()
    {
        var (_, output, _) = await _rig.RunAsync("ls", "--json");

        var sweeps = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToArray();
        sweeps.Length.ShouldBe(3);
        sweeps[0].GetProperty("spec_problem").ValueKind.ShouldBe(JsonValueKind.Null);
        sweeps[1].GetProperty("spec_problem").GetString()!.ShouldContain("no_such_key");
        sweeps[1].GetProperty("trials").GetInt64().ShouldBe(4);
    }

    [Fact]
    public async Task Show_SaysWhyInOneLineAndPrintsWhatIsRecorded()
    {
        var (code, output, error) = await _rig.RunAsync("show", "quick-2");

        (code, error).ShouldBe((0, ""));
        output.Split('\n').Single(line => line.StartsWith("spec ", StringComparison.Ordinal))
            .ShouldContain("can't be read by this version: spec:3:1: ");
        output.ShouldContain("status            finished");
        output.ShouldContain("trials            1 succeeded");
        (await _rig.RunAsync("show", "quick-2", "--trial", "1")).Output.ShouldContain("weights SHA-256   00ff");
        (await _rig.RunAsync("show", "quick-2", "--trial", "1", "--json")).Code.ShouldBe(0);
        (await _rig.RunAsync("show", "quick-2", "--spec")).Output.ShouldBe(Unreadable);
    }

    [Theory]
    [InlineData("leaderboard")]
    [InlineData("claims")]
    [InlineData("export")]
    [InlineData("report")]
    [InlineData("watch")]
    [InlineData("resume")]
    public async Task VerbThatNeedsTheSpec_SaysSoInOneLine(string verb)
    {
        var (code, _, error) = await _rig.RunAsync(verb, "quick-2");

        code.ShouldBe(2);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("The spec of quick-2 can't be read by this version: spec:3:1: ");
    }
}
