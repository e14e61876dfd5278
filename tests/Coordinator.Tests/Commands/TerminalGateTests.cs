using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>What others wrote into specs, tags and reasons does nothing to the terminal of the user that reads it.</summary>
public sealed class TerminalGateTests : IDisposable
{
    private const string Description = "description: \"safe\\e[31m\\nstatus            finished\"\ntags: [\"\\x9b2J\"]\n";

    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Show_DescriptionTagsAndReasons_AreShownAsOneLineEach()
    {
        _rig.Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Failed("no \e[2J\rmagnets") : null;
        await _rig.RunAsync("run", _rig.WriteSpec(Description + CommandRig.Spec));

        var (_, output, _) = await _rig.RunAsync("show");

        ShouldBeSafe(output);
        output.ShouldContain("description       safe\\u001b[31m status            finished\n");
        output.ShouldContain("tags              \\u009b2J");
        output.ShouldContain("no \\u001b[2J");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("show", "--trial", "1")]
    [InlineData("leaderboard")]
    [InlineData("ls")]
    [InlineData("claims")]
    public async Task AnyVerb_ReasonsOfOthers_AreSafe(string verb, params string[] arguments)
    {
        _rig.Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Failed("no \e[2J\u202emagnets") : null;
        var (_, ran, told) = await _rig.RunAsync("run", _rig.WriteSpec(Description + CommandRig.Spec));

        var (_, output, error) = verb == "run" ? (0, ran, told) : await _rig.RunAsync([verb, "quick", .. arguments]);

        ShouldBeSafe(output + error);
    }

    [Theory]
    [InlineData("show", "\e[31m")]
    [InlineData("run", "no-such\e[31m.yaml")]
    [InlineData("\e[31m")]
    public async Task AnyVerb_ArgumentsInMessages_AreSafe(params string[] arguments)
    {
        await _rig.FinishAsync();

        var (code, output, error) = await _rig.RunAsync(arguments);

        code.ShouldBe(2);
        ShouldBeSafe(output + error);
        error.ShouldContain("\\u001b[31m");
    }

    [Fact]
    public async Task AnyVerb_ErrorsOfLibraries_AreSafe()
    {
        _rig.OpenStore = () => throw new InvalidOperationException("device \e[31mred\e[0m");

        ShouldBeSafe((await _rig.RunAsync("ls")).Error);
    }

    [Fact]
    public async Task ShowSpec_IntoAFile_KeepsItsBytesAndOnATerminalIsSafe()
    {
        var text = "# \e[31mred\n" + CommandRig.Spec;
        await using (var store = _rig.Store())
            await store.CreateSweepAsync(new("quick", text, null, 2, 2, DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);

        (await _rig.RunAsync("show", "quick", "--spec")).Output.ShouldBe(text);
        _rig.Terminal = new Terminal(false, () => (80, 24));
        ShouldBeSafe((await _rig.RunAsync("show", "quick", "--spec")).Output);
    }

    [Fact]
    public async Task Export_IntoAFile_KeepsItsBytes()
    {
        _rig.Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Failed("no \e[2J magnets") : null;
        await _rig.RunAsync("run", _rig.WriteSpec());

        (await _rig.RunAsync("export", "quick", "--format", "csv")).Output.ShouldContain("no \e[2J magnets");
    }

    private static void ShouldBeSafe(string text)
    {
        foreach (var character in text)
            (character is '\n' or '\t' || (!char.IsControl(character) && character != '\u202e'))
                .ShouldBeTrue($"U+{(int)character:x4} in: {text}");
    }
}
