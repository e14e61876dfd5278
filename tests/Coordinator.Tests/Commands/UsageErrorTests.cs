using SweepCluster.Coordinator.Hosting;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Mistyped commands and options: one line that says what was meant, never the whole help.</summary>
public sealed class UsageErrorTests : IDisposable
{
    private readonly VerbRun _verbs = new();

    public void Dispose() => _verbs.Dispose();

    [Theory]
    [InlineData("delete", "'delete' is not a command. Did you mean rm? `./sweep help` lists the commands.")]
    [InlineData("list", "'list' is not a command. Did you mean ls? `./sweep help` lists the commands.")]
    [InlineData("status", "'status' is not a command. Did you mean ls or show? `./sweep help` lists the commands.")]
    [InlineData("stop", "'stop' is not a command. Did you mean pause or cancel? `./sweep help` lists the commands.")]
    [InlineData("logs", "'logs' is not a command. Did you mean watch or show? `./sweep help` lists the commands.")]
    [InlineData("ui", "'ui' is not a command. Did you mean serve? `./sweep help` lists the commands.")]
    [InlineData("xyzzy", "'xyzzy' is not a command. `./sweep help` lists the commands.")]
    [InlineData("leaderbord", "'leaderbord' is not a command. Did you mean leaderboard? `./sweep help` lists the commands.")]
    [InlineData("lead", "'lead' is not a command. Did you mean leaderboard? `./sweep help` lists the commands.")]
    public async Task Command_Mistyped_IsRefusedInOneLineWithWhatWasMeant(string word, string message)
    {
        var (code, output, error) = await _verbs.RunAsync(word);

        (code, output).ShouldBe((ExitCodes.BadInput, ""));
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldBe(message);
    }

    [Fact]
    public async Task Command_MistypedBeforeHelp_IsRefusedToo()
    {
        var (code, output, error) = await _verbs.RunAsync("leaderbord", "--help");

        (code, output).ShouldBe((ExitCodes.BadInput, ""));
        error.ShouldContain("Did you mean leaderboard?");
    }

    [Fact]
    public async Task Command_NearManyOthers_HasThreeSuggestionsAtMost()
    {
        var (_, _, error) = await _verbs.RunAsync("re");

        error.Split('?')[0].Split(["mean ", ", ", " or "], StringSplitOptions.None).Length.ShouldBe(1 + WordSuggestions.MaxCount);
    }

    [Theory]
    [InlineData("show", "--config", "'--config' is not an option of show. `./sweep help show` lists its options.")]
    [InlineData("ls", "--quite", "'--quite' is not an option of ls. Did you mean --quiet? `./sweep help ls` lists its options.")]
    [InlineData("run", "--threads=4", "'--threads' is not an option of run. Did you mean --workers? `./sweep help run` lists its options.")]
    [InlineData("cancel", "-x", "'-x' is not an option of cancel. `./sweep help cancel` lists its options.")]
    public async Task Option_Mistyped_IsNeverTheNameOfASweepOrAFile(string command, string option, string message)
    {
        var (code, output, error) = await _verbs.RunAsync(command, option);

        (code, output).ShouldBe((ExitCodes.BadInput, ""));
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldBe(message);
    }

    [Theory]
    [InlineData("keys lst", "'lst' is not a command of keys. Did you mean ls? `./sweep help keys` lists the commands.")]
    [InlineData("keys", "keys needs a command: add, ls, revoke. `./sweep help keys` describes them.")]
    [InlineData("cancel", "cancel: ID is missing. `./sweep help cancel` describes it.")]
    [InlineData("ls quick-1", "'quick-1' is one argument too many: ls takes no argument. `./sweep help ls` describes it.")]
    [InlineData("leaderboard --top", "--top: its N is missing. `./sweep help leaderboard` describes the option.")]
    [InlineData("export --what tables",
        "Argument 'tables' not recognized. Must be one of: 'trials', 'metrics', 'leaderboard', 'steps'.")]
    public async Task Line_OfAnotherForm_IsRefusedInOneLine(string line, string message)
    {
        var (code, output, error) = await _verbs.RunAsync(["--home", _verbs.Home, .. line.Split(' ')]);

        (code, output).ShouldBe((ExitCodes.BadInput, ""));
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldBe(message);
    }

    [Fact]
    public async Task Argument_AfterTwoDashes_MayBeginWithADash()
    {
        var (code, _, error) = await _verbs.RunAsync("--home", _verbs.Home, "show", "--", "--config");

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain("There is no sweep '--config'");
    }

    [Fact]
    public async Task Help_WithoutACommand_ListsAllOfThemInGroups()
    {
        var (code, output, _) = await _verbs.RunAsync("help");

        code.ShouldBe(ExitCodes.Done);
        foreach (var (title, names) in CommandGroups.All)
        {
            output.ShouldContain($"\n{title}\n");
            foreach (var name in names)
                output.ShouldContain($"\n  {name}");
        }

        output.Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(120);
        (await _verbs.RunAsync("--help")).Output.ShouldBe(output);
    }

    [Fact]
    public async Task Help_OfACommand_IsTheHelpThatTheCommandPrints()
    {
        var (code, output, _) = await _verbs.RunAsync("help", "keys", "add");

        code.ShouldBe(ExitCodes.Done);
        output.ShouldContain("--scope");
        (await _verbs.RunAsync("keys", "add", "--help")).Output.ShouldBe(output);
    }

    [Fact]
    public async Task Help_OfAMistypedCommand_IsRefusedInOneLine()
    {
        var (code, output, error) = await _verbs.RunAsync("help", "delete");

        (code, output).ShouldBe((ExitCodes.BadInput, ""));
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("Did you mean rm?");
    }

    [Fact]
    public async Task Version_IsTheProgramsOwn()
    {
        var version = typeof(SweepRoot).Assembly.GetName().Version!.ToString(3);

        (await _verbs.RunAsync("version")).Output.ShouldStartWith($"sweep {version} (");
        (await _verbs.RunAsync("version", "--json")).Output.ShouldContain($"\"version\":\"{version}\"");
    }
}
