namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>What <c>rm</c> deletes, and what it leaves.</summary>
public sealed class RemoveCommandTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Remove_WithoutYes_SaysWhatItWouldDelete()
    {
        await FinishAsync();

        var (code, output, _) = await _rig.RunAsync("rm", "quick-1");

        code.ShouldBe(0);
        output.ShouldContain("the checkpoints of 4 trials (400 bytes) and the results of 4 trials of quick-1");
        output.ShouldContain("--yes");
        (await _rig.RunAsync("ls")).Output.ShouldContain("quick-1");
        Folders().Length.ShouldBe(4);
    }

    [Fact]
    public async Task Remove_ASweep_DeletesItAndLeavesTheOthers()
    {
        await FinishAsync();
        await FinishAsync();

        (await _rig.RunAsync("rm", "quick-1", "--yes")).Code.ShouldBe(0);

        var (_, output, _) = await _rig.RunAsync("ls");
        output.ShouldNotContain("quick-1");
        output.ShouldContain("quick-2");
        Directory.Exists(Root("quick-1")).ShouldBeFalse();
        (await _rig.RunAsync("show", "quick-1")).Code.ShouldBe(2);
        // The scripted trainer writes no checkpoints; those of the first sweep were put there by this test.
        await _rig.FinishAsync();
        (await _rig.RunAsync("ls")).Output.ShouldContain("quick-3");
    }

    [Fact]
    public async Task Remove_AllButTheBestCheckpoints_LeavesResultsAndTheBest()
    {
        await FinishAsync();

        (await _rig.RunAsync("rm", "quick-1", "--keep-best", "1", "--yes")).Output.ShouldContain("Deleted the checkpoints of 3 trials");

        // The scripted trainer's accuracy is highest for the trial with the highest number.
        Folders().ShouldBe([Path.Combine(Root("quick-1"), "3")]);
        (await _rig.RunAsync("leaderboard", "quick-1")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Remove_WhatAProcessRuns_IsRefused()
    {
        await FinishAsync();
        await using var store = _rig.Store();
        await using var claim = await store.ClaimAsync("quick-1", claimant: null, TestContext.Current.CancellationToken);

        var (code, _, error) = await _rig.RunAsync("rm", "quick-1", "--yes");

        code.ShouldBe(2);
        error.ShouldContain("is being run by");
        Folders().Length.ShouldBe(4);
    }

    private async Task FinishAsync()
    {
        await _rig.FinishAsync();
        foreach (var trial in Enumerable.Range(0, 4))
        {
            Directory.CreateDirectory(Path.Combine(Root("quick-1"), $"{trial}"));
            await File.WriteAllBytesAsync(
                Path.Combine(Root("quick-1"), $"{trial}", "last.safetensors"), new byte[100], TestContext.Current.CancellationToken);
        }
    }

    private string[] Folders() => [.. Directory.GetDirectories(Root("quick-1")).Order(StringComparer.Ordinal)];

    private string Root(string sweep) => Path.Combine(_rig.Home, "checkpoints", sweep);
}
