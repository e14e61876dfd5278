using System.Text.Json;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The rows of <c>leaderboard --where</c>.</summary>
public sealed class LeaderboardWhereTests : IAsyncLifetime
{
    private readonly CommandRig _rig = new();

    // The mean val_accuracy is 0.625 of width 8, and 0.7333 of width 16.
    public async ValueTask InitializeAsync() => await _rig.FinishAsync();

    public ValueTask DisposeAsync()
    {
        _rig.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("width >= 16", "16")]
    [InlineData("width in [8, 9]", "8")]
    [InlineData("width=8 or width=16", "16 8")]
    [InlineData("val_accuracy > 0.7", "16")]
    [InlineData("objective<0.7", "8")]
    [InlineData("best > 0.6 worst < 0.6", "8")]
    [InlineData("test_acc > 0", "16 8")]
    [InlineData("params > 0 rank > 100", "")]
    [InlineData("configuration=1", "16")]
    [InlineData("width=8 width=16", "")]
    public async Task Where_OfConditions_ShowsTheRowsThatMeetThem(string filter, string widths)
    {
        var (code, output, error) = await _rig.RunAsync("leaderboard", "--json", "--where", filter);

        (code, error).ShouldBe((0, ""));
        string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("settings").GetProperty("width").GetInt32())).ShouldBe(widths);
    }

    [Fact]
    public async Task Where_OfSomeRows_KeepsTheirRanksAmongAll()
    {
        var (_, all, _) = await _rig.RunAsync("leaderboard", "--json");

        (await _rig.RunAsync("leaderboard", "--json", "--where", "width=8")).Output.Trim().ShouldBe(all.Trim().Split('\n')[1].Trim());
        (await _rig.RunAsync("leaderboard", "--where", "width > 16")).Output.Trim()
            .ShouldBe("No configuration of quick-1 meets 'width > 16'.");
    }

    [Theory]
    [InlineData("height=3", "--where: There is no 'height'. Known: ")]
    [InlineData("width >", "--where: 'width>' lacks a value.")]
    [InlineData("width > many", "'many' is not a number")]
    public async Task Where_ThatMakesNoSense_IsRefused(string filter, string message)
    {
        var (code, _, error) = await _rig.RunAsync("leaderboard", "--where", filter);

        code.ShouldBe(2);
        error.ShouldContain(message);
    }
}
