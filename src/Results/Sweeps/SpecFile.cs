using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Results.Sweeps;

/// <summary>Reads a spec from a file that a user named.</summary>
public static class SpecFile
{
    // A spec has a million characters at most, each of at most four bytes.
    private const int MaxBytes = 4_000_003;

    /// <summary>The spec of a new sweep.</summary>
    /// <param name="overrides">Changes that options ask for; null for none.</param>
    /// <exception cref="SweepException">The file can't be read, or is not a valid spec: one line per problem.</exception>
    public static SweepSpec Read(string path, IReadOnlyList<SpecOverride>? overrides = null) => Require(Load(path, overrides), path);

    /// <summary>The spec of a recorded sweep, for a new one.</summary>
    /// <param name="overrides">Changes that options ask for.</param>
    /// <exception cref="SweepException">It is not a valid spec with the changes, or this version refuses it: one line per
    /// problem.</exception>
    public static SweepSpec ReadRecorded(SweepRecord sweep, IReadOnlyList<SpecOverride> overrides) => Require(
        Checked(SpecReader.Read(sweep.SpecText, sweep.Id, _ => throw new FileNotFoundException(), overrides), overrides), sweep.Id);

    private static SweepSpec Require(SpecReading reading, string path)
    {
        if (reading.Spec is { } spec)
            return spec;
        var lines = reading.Problems.Select(problem => TerminalText.Line(problem.Format(path)));
        var count = reading.Problems.Count == 1 ? "1 problem" : $"{reading.Problems.Count} problems";
        throw new SweepException($"{string.Join('\n', lines)}\n{count}. The format is described in docs/spec.md.");
    }

    /// <summary>The spec of a new sweep, or all its problems.</summary>
    /// <param name="overrides">Changes that options ask for; null for none.</param>
    /// <exception cref="SweepException">The file can't be read.</exception>
    public static SpecReading Load(string path, IReadOnlyList<SpecOverride>? overrides = null) => Checked(
        SpecReader.Read(ReadText(path), path, other => RegularFile.ReadText(other, MaxBytes), overrides), overrides);

    private static SpecReading Checked(SpecReading reading, IReadOnlyList<SpecOverride>? overrides)
    {
        if (reading.Spec is not { } spec)
            return reading;
        return ReservedNames.Find(spec) is { } problem ? new(null, [Placed(problem, overrides)]) : new(SpecCache.Keep(spec), []);
    }

    // The text that was read is not the file's own if there are overrides.
    private static SpecProblem Placed(SpecProblem problem, IReadOnlyList<SpecOverride>? overrides) =>
        overrides?.LastOrDefault(change => change.Path == problem.Path) is { } origin
            ? problem with { Line = 0, Column = 0, File = origin.Origin }
            : problem;

    private static string ReadText(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new SweepException("FILE: the path is empty. Give the path of a sweep spec, for example sweeps/quickstart.yaml.");
        try
        {
            return ReadBounded(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SweepException(
                $"{path}: there is no such file. Give the path of a sweep spec, for example sweeps/quickstart.yaml.", inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SweepException($"{path}: can't be read ({error.Message}). Give the path of a readable sweep spec.", inner: error);
        }
    }

    // A pipe is read, such as the pipe of `<(...)`: on a command line it has a writer. An endless device is read to the maximum.
    private static string ReadBounded(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (file.Read(buffer) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaxBytes)
                throw new IOException($"it is longer than the maximum of {MaxBytes:N0} bytes");
        }

        content.Position = 0;
        return new StreamReader(content).ReadToEnd();
    }
}
