using SweepCluster.Coordinator.Views;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Standard output that can't be written.</summary>
public sealed class BrokenOutputTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("export")]
    [InlineData("ls")]
    [InlineData("show", "--json")]
    public async Task AnyVerb_OutputOnAFullDisk_SaysSoInOneLine(string verb, params string[] arguments)
    {
        await _rig.FinishAsync();
        _rig.Output = new FullDisk();

        var (code, _, error) = await _rig.RunAsync([verb, .. arguments]);

        code.ShouldBe(1);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith("The output can't be written: No space left on device.");
        Directory.Exists(Path.Combine(_rig.Home, "logs")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("export")]
    [InlineData("ls")]
    public async Task AnyVerb_ReaderOfItsOutputHasEnded_EndsQuietlyAsSigpipeWould(string verb)
    {
        await _rig.FinishAsync();
        _rig.Terminal = Terminal.None with { IsReaderGone = () => true };

        (await _rig.RunAsync(verb)).ShouldBe((141, "", ""));
    }

    [Fact]
    public async Task Run_ReaderOfItsOutputHasEnded_LeavesTheSweepResumable()
    {
        _rig.Terminal = Terminal.None with { IsReaderGone = () => true };
        (await _rig.RunAsync("run", _rig.WriteSpec())).Code.ShouldBe(141);

        _rig.Terminal = Terminal.None;
        (await _rig.RunAsync("resume", "quick-1", "--quiet")).Code.ShouldBe(0);
    }

    private sealed class FullDisk : StringWriter
    {
        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Write(string? value) => throw new IOException("No space left on device");

        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }
}
