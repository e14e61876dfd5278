using System.ComponentModel;
using System.Diagnostics;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Testing.Processes;

/// <summary>The one place where tests start processes, so that none runs in a test that isn't marked as an integration test, and none is
/// waited for without a deadline.</summary>
public static class ChildProcess
{
    private const string ResetInterrupt = "--default-signal=INT,HUP";

    private static readonly Lazy<bool> CanResetSignals = new(() => Probe("env", ResetInterrupt, "true"));

    /// <exception cref="InvalidOperationException">The current test is not an integration test.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        ThrowIfUnitTest(start);
#pragma warning disable RS0030 // Everything else comes here.
        return Process.Start(start)!;
#pragma warning restore RS0030
    }

    /// <summary>The same program with the default reaction to SIGINT and SIGHUP, which a shell has programs in the background
    /// ignore, and which they pass on to all that they start: with it, <c>nohup ./sweep test &amp;</c> passes, too. Where <c>env</c>
    /// can't do that, the program unchanged.</summary>
    public static ProcessStartInfo WithDefaultInterrupt(string program, params IReadOnlyList<string> arguments) =>
        CanResetSignals.Value ? new("env", [ResetInterrupt, program, .. arguments]) : new(program, arguments);

    /// <summary>Whether a program is there and ends with status 0: for what tests need, asked while
    /// they are discovered. Never throws.</summary>
    internal static bool Probe(string program, params IReadOnlyList<string> arguments)
    {
        try
        {
#pragma warning disable RS0030 // Everything else comes here.
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
#pragma warning restore RS0030
            // What it writes is little: it fits into the pipes.
            return process.WaitForExit(Eventually.Deadline) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Starts a program that writes what it has to say to its outputs, and returns when it has ended.</summary>
    /// <param name="input">Null: the program inherits the input of this process.</param>
    /// <exception cref="ShouldAssertException">It did not end before the deadline, and was killed.</exception>
    public static async Task<ChildResult> RunAsync(ProcessStartInfo start, string? input = null)
    {
        start.RedirectStandardInput = input is not null;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Start(start);
        var (output, error) = (new ChildOutput(process.StandardOutput), new ChildOutput(process.StandardError));
        var writing = input is null ? Task.CompletedTask : WriteAsync(process.StandardInput, input);
        await process.EndAsync(() => output.Text + error.Text);
        await writing.WithinDeadlineAsync($"'{start.FileName}' to read its input");
        return new(process.ExitCode, await output.ReadToEndAsync(), await error.ReadToEndAsync());
    }

    /// <summary>Waits until a process has ended; one that still runs at the deadline is killed.</summary>
    /// <param name="lastSeen">What the message shows beside the command line.</param>
    public static async Task EndAsync(this Process process, Func<string>? lastSeen = null)
    {
        try
        {
#pragma warning disable RS0030 // With a deadline.
            await process.WaitForExitAsync(TestContext.Current.CancellationToken)
                .WithinDeadlineAsync($"'{CommandOf(process)}' to end", lastSeen);
#pragma warning restore RS0030
        }
        catch when (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Waits until a process has ended, where a method cannot be asynchronous; one that still
    /// runs at the deadline is killed.</summary>
    public static void End(this Process process)
    {
        if (process.WaitForExit(Eventually.Deadline))
            return;
        process.Kill(entireProcessTree: true);
        throw new ShouldAssertException($"Waited {Eventually.Deadline.TotalSeconds:0.###} s for '{CommandOf(process)}' to end. "
            + "Last seen: it was running, and has been killed.");
    }

    /// <summary>Kills a process at the end of a scope where it still runs, such as after a missed deadline.</summary>
    public static IDisposable KillAtTheEnd(this Process process) => new Killing(process);

    /// <summary>Reads lines until one is as wanted, before the deadline; returns it, or null where the output ends before.</summary>
    public static async Task<string?> ReadUntilAsync(this TextReader reader, string awaited, Func<string, bool> isWanted)
    {
        var lines = new List<string>();
        return await ReadAsync().WithinDeadlineAsync(awaited, () =>
        {
            lock (lines)
                return string.Join('\n', lines);
        });

        async Task<string?> ReadAsync()
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                lock (lines)
                    lines.Add(line);
                if (isWanted(line))
                    return line;
            }

            return null;
        }
    }

    /// <summary>Sends a signal by its name, as <c>kill -TERM</c> does.</summary>
    public static void Signal(this Process process, string name) => Start(new("kill", [$"-{name}", $"{process.Id}"])).Dispose();

    private static async Task WriteAsync(StreamWriter writer, string input)
    {
        try
        {
            await writer.WriteAsync(input);
            writer.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all of it; its status and errors say why.
        }
    }

    private static string CommandOf(Process process) => $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}";

    private static void ThrowIfUnitTest(ProcessStartInfo start)
    {
        var context = TestContext.Current;
        var traits = context.Test?.Traits ?? context.TestClass?.Traits ?? context.TestCollection?.Traits ?? context.TestAssembly?.Traits;
        if (context.TestAssembly is not null && traits is not null
            && !(traits.TryGetValue(IntegrationAttribute.Trait.Key, out var values) && values.Contains(IntegrationAttribute.Trait.Value)))
        {
            throw new InvalidOperationException(
                $"'{start.FileName}' was started by a unit test. Mark the test with [IntegrationFact], or its class with [Integration], "
                + "so that ./sweep test --unit leaves it out.");
        }
    }

    private sealed class Killing(Process process) : IDisposable
    {
        public void Dispose()
        {
            if (process.HasExited)
                return;
            process.Kill(entireProcessTree: true);
            process.End();
        }
    }
}

/// <param name="Code">Exit status.</param>
public sealed record ChildResult(int Code, string Output, string Error);
