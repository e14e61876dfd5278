using Spectre.Console;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Rendering;

public sealed class LiveViewTests
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";

    [Fact]
    public void View_FromBeginToEnd_RedrawsAndLeavesTheTerminalInOrder()
    {
        var output = new StringWriter();

        using (var view = Open(output))
        {
            view.Begin(Read(SweepSamples.Sweep()), 2);
            view.Update(new(SweepSamples.Snapshot(), SweepSamples.Rows, [], 0));
            output.ToString().ShouldContain("7/12  0:21 left");
            output.ToString().ShouldContain(HideCursor);
            view.End(new(
                SweepSamples.Sweep(SweepStatus.Finished),
                12,
                new Dictionary<TrialState, long> { [TrialState.Succeeded] = 12 },
                SweepSamples.Rows));
        }

        var text = output.ToString();
        text.ShouldContain("sample-1 finished in 1:15: 12 succeeded.");
        text.LastIndexOf(ShowCursor, StringComparison.Ordinal).ShouldBeGreaterThan(text.LastIndexOf(HideCursor, StringComparison.Ordinal));
        text[text.LastIndexOf(ShowCursor, StringComparison.Ordinal)..].ShouldNotContain("left");
    }

    [Fact]
    public void View_DisposedInItsMiddle_ShowsTheCursor()
    {
        var output = new StringWriter();
        var view = Open(output);
        view.Begin(Read(SweepSamples.Sweep()), 2);

        view.Dispose();

        output.ToString().ShouldEndWith(ShowCursor);
    }

    [Fact]
    public void View_SuspendedAndContinued_LeavesTheCursorAndDrawsAgain()
    {
        var output = new StringWriter();
        using var view = Open(output);
        view.Begin(Read(SweepSamples.Sweep()), 2);
        view.Update(new(SweepSamples.Snapshot(), SweepSamples.Rows, [], 0));

        view.Leave();
        output.ToString().ShouldEndWith(ShowCursor);
        var left = output.ToString().Length;
        view.Update(new(SweepSamples.Snapshot(), null, [], 0));
        output.ToString().Length.ShouldBe(left);
        view.Redraw();

        output.ToString()[left..].ShouldStartWith(HideCursor);
        output.ToString()[left..].ShouldContain("7/12  0:21 left");
    }

    [Fact]
    public void View_TextOfOthers_CannotMoveTheCursor()
    {
        var output = new StringWriter();
        using var view = Open(output);
        view.Begin(Read(SweepSamples.Sweep() with { Id = "sample\e[2J" }), 2);
        view.Update(
            new(SweepSamples.Snapshot() with { Sweep = SweepSamples.Sweep() with { Id = "sample\e[2J" } }, SweepSamples.Rows, [], 0));

        output.ToString().ShouldNotContain("\e[2J");
        output.ToString().ShouldContain("\\u001b[2J");
    }

    private static Sweep Read(SweepRecord record) => Sweep.Read(record with { SpecText = SweepSamples.Spec.Text });

    private static LiveView Open(StringWriter output)
    {
        var console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        return new(console, new Terminal(true, () => (80, 24)));
    }
}
