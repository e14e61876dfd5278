using SweepCluster.Coordinator.Hosting;

namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class CompletionCommandTests : IDisposable
{
    private readonly VerbRun _verbs = new();

    public void Dispose() => _verbs.Dispose();

    [Theory]
    [InlineData("bash", "complete -o default -F _sweep sweep")]
    [InlineData("zsh", "compdef _sweep sweep")]
    [InlineData("fish", "complete -c sweep")]
    public async Task Completion_OfAShell_RegistersWithItAndAsksTheProgram(string shell, string registration)
    {
        var (code, output, _) = await _verbs.RunAsync("completion", shell);

        code.ShouldBe(ExitCodes.Done);
        output.ShouldContain(registration);
        output.ShouldContain("[suggest:");
    }

    [Fact]
    public async Task Completion_OfAnotherShell_IsRefusedWithTheAllowed()
    {
        var (code, _, error) = await _verbs.RunAsync("completion", "tcsh");

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain("fish");
    }
}
