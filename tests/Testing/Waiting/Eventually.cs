using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SweepCluster.Testing.Waiting;

/// <summary>Waits for conditions: every wait of a test has a deadline, and its failure says what was
/// awaited and what was last seen.</summary>
/// <remarks>The deadline is generous, because a condition that is met costs nothing: it only has to be longer than any busy machine takes.
/// The parameter <c>awaited</c> of every method completes the sentence "waited for ...".</remarks>
public static class Eventually
{
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenSteps = TimeSpan.FromMilliseconds(1);

    /// <summary>Deadline of every wait.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(120);

    /// <summary>Reads again and again until the value is as wanted, and returns that value.</summary>
    /// <param name="read">Reads the current value. A failed assertion or an unreachable server counts as not
    /// yet; other exceptions end the wait.</param>
    /// <param name="isWanted">Whether the value ends the wait.</param>
    /// <param name="describe">Text of a value for the message; default: its own.</param>
    /// <param name="deadline">Default: <see cref="Deadline"/>.</param>
    /// <exception cref="ShouldAssertException">The deadline passed.</exception>
    [OverloadResolutionPriority(1)]
    public static async Task<T> ReadAsync<T>(
        string awaited, Func<Task<T>> read, Func<T, bool> isWanted, Func<T, string>? describe = null, TimeSpan? deadline = null)
    {
        var watch = Stopwatch.StartNew();
        var limit = deadline ?? Deadline;
        var lastSeen = "nothing";
        Exception? failure = null;
        do
        {
            var reading = InvokeAsync();
            try
            {
                var value = await reading.WaitAsync(Left(limit, watch), TestContext.Current.CancellationToken);
                if (isWanted(value))
                    return value;
                (lastSeen, failure) = (Describe(value, describe), null);
            }
            catch (TimeoutException) when (!reading.IsCompleted)
            {
                break;
            }
            catch (Exception thrown) when (thrown is ShouldAssertException or HttpRequestException
                or OperationCanceledException { InnerException: TimeoutException })
            {
                (lastSeen, failure) = (thrown.Message, thrown);
            }

            await PauseAsync(BetweenReads);
        }
        while (watch.Elapsed < limit);

        throw Missed(awaited, lastSeen, limit, failure);

        // What is thrown before the first await counts, too.
        async Task<T> InvokeAsync() => await read();
    }

    /// <inheritdoc cref="ReadAsync{T}(string, Func{Task{T}}, Func{T, bool}, Func{T, string}?, TimeSpan?)"/>
    public static Task<T> ReadAsync<T>(
        string awaited, Func<T> read, Func<T, bool> isWanted, Func<T, string>? describe = null, TimeSpan? deadline = null) =>
        ReadAsync(awaited, () => Task.FromResult(read()), isWanted, describe, deadline);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="lastSeen">Text for the message, read at the deadline.</param>
    public static Task HoldsAsync(string awaited, Func<bool> condition, Func<string>? lastSeen = null, TimeSpan? deadline = null) =>
        ReadAsync(awaited, condition, holds => holds, _ => lastSeen?.Invoke() ?? "the condition did not hold", deadline);

    /// <summary>Runs assertions again and again until they pass; at the deadline, the message of the last failed one is shown.</summary>
    public static Task PassesAsync(string awaited, Func<Task> assertions, TimeSpan? deadline = null) => ReadAsync(
        awaited,
        async () =>
        {
            await assertions();
            return true;
        },
        passed => passed,
        describe: null,
        deadline);

    /// <summary>Awaits a task until the deadline.</summary>
    /// <param name="lastSeen">What the message shows beside what was awaited, read at the deadline.</param>
    public static async Task<T> WithinDeadlineAsync<T>(
        this Task<T> task, string awaited, Func<string>? lastSeen = null, TimeSpan? deadline = null)
    {
        await ((Task)task).WithinDeadlineAsync(awaited, lastSeen, deadline);
        return await task;
    }

    /// <inheritdoc cref="WithinDeadlineAsync{T}(Task{T}, string, Func{string}?, TimeSpan?)"/>
    public static async Task WithinDeadlineAsync(this Task task, string awaited, Func<string>? lastSeen = null, TimeSpan? deadline = null)
    {
        var limit = deadline ?? Deadline;
        try
        {
            await task.WaitAsync(limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Missed(awaited, lastSeen?.Invoke() ?? "nothing", limit);
        }
    }

    /// <summary>Repeats a step, such as moving a fake clock, until a task has completed, and awaits the task.</summary>
    /// <remarks>One step is not enough where the other side may not wait for the clock yet.</remarks>
    public static async Task<T> WhileRepeatingAsync<T>(
        this Task<T> task, Action step, string awaited, Func<string>? lastSeen = null, TimeSpan? deadline = null)
    {
        await ((Task)task).WhileRepeatingAsync(step, awaited, lastSeen, deadline);
        return await task;
    }

    /// <inheritdoc cref="WhileRepeatingAsync{T}(Task{T}, Action, string, Func{string}?, TimeSpan?)"/>
    public static async Task WhileRepeatingAsync(
        this Task task, Action step, string awaited, Func<string>? lastSeen = null, TimeSpan? deadline = null)
    {
        var watch = Stopwatch.StartNew();
        var limit = deadline ?? Deadline;
        while (!task.IsCompleted && watch.Elapsed < limit)
        {
            step();
            await PauseAsync(BetweenSteps);
        }

        if (!task.IsCompleted)
            throw Missed(awaited, lastSeen?.Invoke() ?? "nothing", limit);
        await task;
    }

    /// <summary>Begins to read a stream. Unlike a stream's own enumerator, this one can be disposed while an element is still awaited,
    /// which is the case at a missed deadline.</summary>
    public static IAsyncEnumerator<T> Enumerate<T>(this IAsyncEnumerable<T> stream) => new StreamEnumerator<T>(stream);

    /// <summary>Reads a stream to its end, which must come before the deadline, and returns its last element.</summary>
    /// <param name="describe">Text of the last element for the message; default: its own.</param>
    public static Task<T?> LastAsync<T>(
        this IAsyncEnumerable<T> stream, string awaited, Func<T, string>? describe = null, TimeSpan? deadline = null) =>
        stream.ReadUntilAsync(awaited, _ => false, describe, deadline);

    /// <summary>Reads a stream until an element is as wanted, before the deadline; returns that element, or the last
    /// one where the stream ends before.</summary>
    /// <inheritdoc cref="LastAsync{T}(IAsyncEnumerable{T}, string, Func{T, string}?, TimeSpan?)"/>
    public static async Task<T?> ReadUntilAsync<T>(
        this IAsyncEnumerable<T> stream, string awaited, Func<T, bool> isWanted, Func<T, string>? describe = null,
        TimeSpan? deadline = null)
    {
        T? last = default;
        await using var elements = stream.Enumerate();
        await elements.ReadUntilAsync(awaited, element => isWanted(last = element), describe, deadline);
        return last;
    }

    /// <summary>Moves a stream on until an element is as wanted, before the deadline; false where the stream ends before.</summary>
    public static async Task<bool> ReadUntilAsync<T>(
        this IAsyncEnumerator<T> elements, string awaited, Func<T, bool> isWanted, Func<T, string>? describe = null,
        TimeSpan? deadline = null)
    {
        var watch = Stopwatch.StartNew();
        var limit = deadline ?? Deadline;
        var lastSeen = "nothing";
        while (true)
        {
            var next = elements.MoveNextAsync().AsTask();
            try
            {
                if (!await next.WaitAsync(Left(limit, watch), TestContext.Current.CancellationToken))
                    return false;
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                throw Missed(awaited, lastSeen, limit);
            }

            lastSeen = Describe(elements.Current, describe);
            if (isWanted(elements.Current))
                return true;
            if (watch.Elapsed > limit)
                throw Missed(awaited, lastSeen, limit);
        }
    }

    /// <summary>Moves a stream on by one element, before the deadline; false where the stream ends before.</summary>
    public static Task<bool> NextAsync<T>(this IAsyncEnumerator<T> elements, string awaited) => elements.ReadUntilAsync(awaited, _ => true);

    /// <summary>Moves a stream that stands at an element on to its end, which must come before the
    /// deadline, and returns the last element.</summary>
    public static async Task<T> LastAsync<T>(this IAsyncEnumerator<T> elements, string awaited, Func<T, string>? describe = null)
    {
        var last = elements.Current;
        await elements.ReadUntilAsync(
            awaited,
            element =>
            {
                last = element;
                return false;
            },
            describe);
        return last;
    }

    private static TimeSpan Left(TimeSpan limit, Stopwatch watch) => limit > watch.Elapsed ? limit - watch.Elapsed : TimeSpan.Zero;

    private static string Describe<T>(T value, Func<T, string>? describe) => describe?.Invoke(value) ?? $"{value}";

#pragma warning disable RS0030 // Every pause between two looks at a condition is made here.
    private static Task PauseAsync(TimeSpan pause) => Task.Delay(pause, TestContext.Current.CancellationToken);
#pragma warning restore RS0030

    private static ShouldAssertException Missed(string awaited, string lastSeen, TimeSpan deadline, Exception? failure = null) =>
        new($"Waited {deadline.TotalSeconds:0.###} s for {awaited}. Last seen: {lastSeen}", failure);
}
