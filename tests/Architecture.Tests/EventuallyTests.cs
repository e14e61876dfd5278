using System.Runtime.CompilerServices;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Architecture.Tests;

/// <summary>The waits of all tests.</summary>
public sealed class EventuallyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Read_NeverAsWanted_SaysWhatWasAwaitedAndLastSeen()
    {
        var reads = 0;

        var missed = await Assert.ThrowsAsync<ShouldAssertException>(
            () => Eventually.ReadAsync(
                "a number below zero", () => ++reads, number => number < 0, number => $"the number {number}", Short));

        reads.ShouldBeGreaterThan(1);
        missed.Message.ShouldBe($"Waited 0.2 s for a number below zero. Last seen: the number {reads}");
    }

    [Fact]
    public async Task Read_ThatHangs_EndsAtTheDeadline()
    {
        var never = new TaskCompletionSource<int>();

        var missed = await Assert.ThrowsAsync<ShouldAssertException>(
            () => Eventually.ReadAsync("an answer", () => never.Task, _ => true, deadline: Short));

        missed.Message.ShouldBe("Waited 0.2 s for an answer. Last seen: nothing");
    }

    [Fact]
    public async Task Read_ThatThrowsSomethingElse_EndsAtOnce() =>
        await Should.ThrowAsync<InvalidOperationException>(
            () => Eventually.ReadAsync<int>("an answer", () => throw new InvalidOperationException("A bug."), _ => true));

    [Fact]
    public async Task Passes_AtTheThirdTry_Passes()
    {
        var tries = 0;

        await Eventually.PassesAsync("a third try", () =>
        {
            (++tries).ShouldBe(3);
            return Task.CompletedTask;
        });

        tries.ShouldBe(3);
    }

    [Fact]
    public async Task Passes_Never_ShowsTheFailedAssertion()
    {
        var missed = await Assert.ThrowsAsync<ShouldAssertException>(() => Eventually.PassesAsync(
            "the right word",
            () =>
            {
                "blue".ShouldBe("green");
                return Task.CompletedTask;
            },
            Short));

        missed.Message.ShouldStartWith("Waited 0.2 s for the right word. Last seen: ");
        missed.Message.ShouldContain("blue");
        missed.Message.ShouldContain("green");
    }

    [Fact]
    public async Task Task_ThatNeverEnds_IsNotAwaitedBeyondTheDeadline()
    {
        var never = new TaskCompletionSource();

        var missed = await Assert.ThrowsAsync<ShouldAssertException>(
            () => never.Task.WithinDeadlineAsync("the end", () => "the middle", Short));

        missed.Message.ShouldBe("Waited 0.2 s for the end. Last seen: the middle");
    }

    [Fact]
    public async Task Task_ThatFails_FailsWithItsOwnException() =>
        await Should.ThrowAsync<TimeoutException>(
            () => Task.FromException(new TimeoutException("Its own.")).WithinDeadlineAsync("the end"));

    [Fact]
    public async Task Task_ThatNeedsSteps_IsAwaitedWithThem()
    {
        var (done, never, steps) = (new TaskCompletionSource<int>(), new TaskCompletionSource(), 0);

        (await done.Task.WhileRepeatingAsync(() => _ = ++steps == 5 && done.TrySetResult(steps), "five steps")).ShouldBe(5);
        var missed = await Assert.ThrowsAsync<ShouldAssertException>(
            () => never.Task.WhileRepeatingAsync(() => steps++, "more steps", () => "some steps", Short));

        steps.ShouldBeGreaterThan(5);
        missed.Message.ShouldBe("Waited 0.2 s for more steps. Last seen: some steps");
    }

    [Fact]
    public async Task Stream_ThatNeverEnds_FailsWithItsLastElement()
    {
        var stream = new Endless();

        var missed = await Assert.ThrowsAsync<ShouldAssertException>(() => stream.ReadAsync(TestContext.Current.CancellationToken)
            .LastAsync("the end of the stream", number => $"number {number}", Short));

        missed.Message.ShouldBe("Waited 0.2 s for the end of the stream. Last seen: number 2");
        await Eventually.HoldsAsync("the stream to be cancelled", () => stream.IsCancelled);
    }

    [Fact]
    public async Task Stream_WithAWantedElement_IsReadUpToIt() =>
        (await new Endless().ReadAsync(TestContext.Current.CancellationToken).ReadUntilAsync("a two", number => number == 2)).ShouldBe(2);

    [Fact]
    public void Process_StartedByAUnitTest_IsRefusedWithTheRemedy()
    {
        var refusal = Should.Throw<InvalidOperationException>(() => ChildProcess.Start(new("dotnet", ["--version"])));

        refusal.Message.ShouldContain("'dotnet' was started by a unit test");
        refusal.Message.ShouldContain("[IntegrationFact]");
    }

    /// <summary>Yields 1 and 2, then nothing more.</summary>
    private sealed class Endless
    {
        public bool IsCancelled { get; private set; }

        public async IAsyncEnumerable<int> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            yield return 1;
            yield return 2;
            try
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellation);
            }
            finally
            {
                IsCancelled = true;
            }
        }
    }
}
