using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SweepCluster.Model;

namespace SweepCluster.Bench.Measuring;

/// <summary>A peer: a Python script of ours that answers one line of JSON with one line of JSON.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process _process;

    private PythonPeer(Process process) => _process = process;

    /// <summary>Starts the script under the first Python that has the module.</summary>
    /// <param name="isNarrow">Holds the libraries to AVX2, as on a machine without AVX-512.</param>
    /// <returns>Null: no Python has it; a line on standard error has said so and what to install.</returns>
    public static PythonPeer? TryStart(string script, string module, string? python, bool isNarrow = false)
    {
        if (Find(module, python) is not { } found)
            return null;
        var start = Describe(found, script, isNarrow);
        start.RedirectStandardInput = true;
        return new(Process.Start(start)!);
    }

    /// <summary>The first Python that has the module.</summary>
    /// <param name="python">Null: <c>python3</c>, then the system's.</param>
    /// <returns>Null: none has it; a line on standard error has said so and what to install.</returns>
    public static string? Find(string module, string? python)
    {
        string[] candidates = python is null ? ["python3", "/usr/bin/python3"] : [python];
        var found = Array.Find(candidates, candidate => Has(candidate, module));
        if (found is null)
        {
            Console.Error.WriteLine(
                $"The peer is left out: no Python with the module '{module}' (tried {string.Join(", ", candidates)}). "
                + $"On Debian: apt-get install python3-{module} "
                + "libopenblas0-pthread; elsewhere name an interpreter that has it with --python.");
        }

        return found;
    }

    /// <summary>How a script of ours is started, its output read by us and its libraries as fast as they can be on one thread.</summary>
    public static ProcessStartInfo Describe(string python, string script, bool isNarrow = false)
    {
        var start =
            new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "peers", script)]) { RedirectStandardOutput = true };
        // The library chooses its kernels itself: a setting meant for other programs must not slow the peer down.
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("OPENBLAS_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(variable);
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        if (isNarrow)
        {
            start.Environment["OPENBLAS_CORETYPE"] = "Haswell";
            start.Environment["ATEN_CPU_CAPABILITY"] = "avx2";
            start.Environment["MKL_ENABLE_INSTRUCTIONS"] = "AVX2";
        }

        // A heap that keeps its memory: without it every large tensor is mapped and faulted in anew.
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "1073741824";
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "1073741824";
        start.Environment["MALLOC_TOP_PAD_"] = "67108864";
        return start;
    }

    /// <summary>The answer to a request.</summary>
    public JsonNode Request(object request)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()
            ?? throw new SweepException("The peer ended without an answer; its message is above.");
        return JsonNode.Parse(answer)!;
    }

    public double Figure(object request, string name) => Request(request)[name]!.GetValue<double>();

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static bool Has(string python, string module)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                python, ["-c", $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)"]))!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
