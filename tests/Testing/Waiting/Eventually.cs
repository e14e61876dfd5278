using System.Diagnostics;

namespace SweepCluster.Testing.Waiting;

/// <summary>Waits for conditions: every wait of a test has a deadline, and its failure says what was awaited and what was last seen.</summary>
/// <remarks>The deadline is generous, because a condition that is met costs nothing: it only has to be longer than any busy machine takes.</remarks>
public static class Eventually
{
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(50);

    /// <summary>Deadline of every wait.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(120);

    /// <summary>Reads again and again until the value is as wanted, and returns that value.</summary>
    /// <param name="awaited">Completes the sentence "waited for ...".</param>
    /// <param name="read">Reads the current value. A failed assertion or an unreachable server counts as not yet; other exceptions end the wait.</param>
    /// <param name="isWanted">Whether the value ends the wait.</param>
    /// <param name="describe">Text of a value for the message; default: its own.</param>
    /// <exception cref="ShouldAssertException">The deadline passed.</exception>
    public static Task<T> ReadAsync<T>(string awaited, Func<Task<T>> read, Func<T, bool> isWanted, Func<T, string>? describe = null) =>
        ReadAsync(awaited, read, isWanted, describe ?? (value => $"{value}"), Deadline);

    /// <inheritdoc cref="ReadAsync{T}(string, Func{Task{T}}, Func{T, bool}, Func{T, string}?)"/>
    public static Task<T> ReadAsync<T>(string awaited, Func<T> read, Func<T, bool> isWanted, Func<T, string>? describe = null) =>
        ReadAsync(awaited, () => Task.FromResult(read()), isWanted, describe);

    /// <summary>Waits until a condition holds.</summary>
    public static Task HoldsAsync(string awaited, Func<bool> condition) => ReadAsync(awaited, condition, holds => holds);

    /// <summary>Runs assertions again and again until they pass; at the deadline, the message of the last failed one is shown.</summary>
    public static Task PassesAsync(string awaited, Func<Task> assertions) => ReadAsync(
        awaited,
        async () =>
        {
            await assertions();
            return true;
        },
        passed => passed);

    /// <summary>Awaits a task until the deadline.</summary>
    /// <param name="lastSeen">What the message shows beside what was awaited, read at the deadline.</param>
    public static async Task<T> WithinDeadlineAsync<T>(this Task<T> task, string awaited, Func<string>? lastSeen = null)
    {
        await ((Task)task).WithinDeadlineAsync(awaited, lastSeen);
        return await task;
    }

    /// <inheritdoc cref="WithinDeadlineAsync{T}(Task{T}, string, Func{string}?)"/>
    public static async Task WithinDeadlineAsync(this Task task, string awaited, Func<string>? lastSeen = null)
    {
        try
        {
            await task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Missed(awaited, lastSeen?.Invoke() ?? "nothing", Deadline);
        }
    }

    /// <summary>Reads a stream to its end, which must come before the deadline, and returns its last element.</summary>
    /// <param name="describe">Text of the last element for the message; default: its own.</param>
    public static Task<T?> LastAsync<T>(this IAsyncEnumerable<T> stream, string awaited, Func<T, string>? describe = null) =>
        stream.ReadUntilAsync(awaited, _ => false, describe);

    /// <summary>Reads a stream until an element is as wanted, before the deadline; returns that element, or the last one where the stream ends before.</summary>
    /// <inheritdoc cref="LastAsync{T}(IAsyncEnumerable{T}, string, Func{T, string}?)"/>
    public static async Task<T?> ReadUntilAsync<T>(this IAsyncEnumerable<T> stream, string awaited, Func<T, bool> isWanted, Func<T, string>? describe = null)
    {
        T? last = default;
        await using var elements = stream.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        return await elements.ReadUntilAsync(awaited, element => isWanted(last = element), describe) ? elements.Current : last;
    }

    /// <summary>Moves a stream on until an element is as wanted, before the deadline; false where the stream ends before.</summary>
    public static async Task<bool> ReadUntilAsync<T>(this IAsyncEnumerator<T> elements, string awaited, Func<T, bool> isWanted, Func<T, string>? describe = null)
    {
        var watch = Stopwatch.StartNew();
        var lastSeen = "nothing";
        while (true)
        {
            var next = elements.MoveNextAsync().AsTask();
            var left = Deadline - watch.Elapsed;
            try
            {
                if (!await next.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, TestContext.Current.CancellationToken))
                    return false;
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                throw Missed(awaited, lastSeen, Deadline);
            }

            lastSeen = describe?.Invoke(elements.Current) ?? $"{elements.Current}";
            if (isWanted(elements.Current))
                return true;
        }
    }

    internal static async Task<T> ReadAsync<T>(string awaited, Func<Task<T>> read, Func<T, bool> isWanted, Func<T, string> describe, TimeSpan deadline)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            string lastSeen;
            Exception? failure = null;
            try
            {
                var value = await read();
                if (isWanted(value))
                    return value;
                lastSeen = describe(value);
            }
            catch (Exception thrown) when (thrown is ShouldAssertException or HttpRequestException)
            {
                (lastSeen, failure) = (thrown.Message, thrown);
            }

            if (watch.Elapsed > deadline)
                throw Missed(awaited, lastSeen, deadline, failure);
            await Task.Delay(BetweenReads, TestContext.Current.CancellationToken);
        }
    }

    private static ShouldAssertException Missed(string awaited, string lastSeen, TimeSpan deadline, Exception? failure = null) =>
        new($"Waited {deadline.TotalSeconds:0.###} s for {awaited}. Last seen: {lastSeen}", failure);
}
