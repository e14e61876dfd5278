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

    [Fact]
    public async Task Remove_DryRun_DeletesNothingAndAsksNothing()
    {
        await FinishAsync();
        _rig.Confirm = _ => throw new InvalidOperationException("No question is expected.");

        var (code, output, _) = await _rig.RunAsync("rm", "quick-1", "--checkpoints", "--dry-run");

        code.ShouldBe(0);
        output.Trim().ShouldBe("This would delete the checkpoints of 4 trials (400 bytes) of quick-1.");
        Folders().Length.ShouldBe(4);
    }

    [Theory]
    [InlineData(true, 0, "Deleted the checkpoints of 4 trials (400 bytes) of quick-1.")]
    [InlineData(false, 4, "Nothing was deleted.")]
    public async Task Remove_AtATerminal_AsksWithWhatItFrees(bool answer, int left, string message)
    {
        await FinishAsync();
        var questions = new List<string>();
        _rig.Confirm = question =>
        {
            questions.Add(question);
            return answer;
        };

        var (code, output, _) = await _rig.RunAsync("rm", "quick-1", "--checkpoints");

        code.ShouldBe(0);
        questions.ShouldBe(["Delete the checkpoints of 4 trials (400 bytes) of quick-1?"]);
        output.Trim().ShouldBe(message);
        Folders().Length.ShouldBe(left);
    }

    [Fact]
    public async Task Collect_FilesThatNoTrialReads_AreDeleted()
    {
        await FinishAsync();
        var (temporary, damaged) = (
            Path.Combine(Root("quick-1"), "0", "last.safetensors.tmp"), Path.Combine(Root("quick-1"), "1", "last.damaged-1.safetensors"));
        foreach (var file in new[] { temporary, damaged })
            await File.WriteAllBytesAsync(file, new byte[50], TestContext.Current.CancellationToken);

        var (_, dry, _) = await _rig.RunAsync("gc", "--dry-run");
        var (code, output, _) = await _rig.RunAsync("gc", "--yes");

        dry.ShouldStartWith("This would delete 2 files that no trial reads");
        code.ShouldBe(0);
        output.ShouldStartWith("Deleted 2 files that no trial reads");
        File.Exists(temporary).ShouldBeFalse();
        File.Exists(damaged).ShouldBeFalse();
        Folders().Length.ShouldBe(4);
        (await _rig.RunAsync("gc", "--yes")).Output.Trim().ShouldBe("There is nothing to free.");
    }

    [Fact]
    public async Task Collect_AllButTheBest_LeavesTheirCheckpointsAndTheResults()
    {
        await FinishAsync();

        (await _rig.RunAsync("gc", "--keep-best", "1", "--yes")).Output.ShouldStartWith("Deleted the checkpoints of 3 trials");

        Folders().ShouldBe([Path.Combine(Root("quick-1"), "3")]);
        (await _rig.RunAsync("leaderboard", "quick-1")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Collect_CheckpointsOfAnotherStore_AreDeletedOnlyOnRequest()
    {
        await FinishAsync();
        Directory.CreateDirectory(Path.Combine(Root("other-1"), "0"));

        await _rig.RunAsync("gc", "--yes");
        Directory.Exists(Root("other-1")).ShouldBeTrue();

        (await _rig.RunAsync("gc", "--orphans", "--yes")).Output.ShouldContain("the checkpoints of 1 sweep not recorded here");
        Directory.Exists(Root("other-1")).ShouldBeFalse();
        Folders().Length.ShouldBe(4);
    }

    [Fact]
    public async Task Collect_WhileAProcessRunsASweep_IsRefused()
    {
        await FinishAsync();
        await using var store = _rig.Store();
        await using var claim = await store.ClaimAsync("quick-1", claimant: null, TestContext.Current.CancellationToken);

        var (code, _, error) = await _rig.RunAsync("gc", "--keep-best", "1", "--yes");

        code.ShouldBe(2);
        error.ShouldContain("runs quick-1");
        Folders().Length.ShouldBe(4);
    }

    [Fact]
    public async Task Collect_AfterARemoval_CompactsTheStore()
    {
        await FinishAsync();
        var spec = CommandRig.Spec.Replace("width: [8, 16]", "width: {linear: [1, 200], step: 1}", StringComparison.Ordinal);
        await _rig.FinishAsync(spec);
        await _rig.RunAsync("rm", "quick-2", "--yes");

        (await _rig.RunAsync("gc", "--yes")).Output.ShouldStartWith("Deleted the free space of the results store (");

        (await _rig.RunAsync("leaderboard", "quick-1")).Code.ShouldBe(0);
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
