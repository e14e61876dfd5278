using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Versioning;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly VerbRun _verbs = new();

    public void Dispose() => _verbs.Dispose();

    /// <summary>What the runtime and the file system say of this machine, without asking the code under test.</summary>
    public static TheoryData<string, string> Subjects() => new()
    {
        { "system", RuntimeInformation.OSDescription },
        { "runtime", $".NET {Environment.Version}" },
        { "cores", $"{Environment.ProcessorCount}" },
        { "vectors", Vector512.IsHardwareAccelerated
            ? "512 bits"
            : Vector256.IsHardwareAccelerated ? "256 bits" : Vector128.IsHardwareAccelerated ? "128 bits" : "no fused" },
        { "mnist", "not on this machine" },
        { "glyphs", "drawn when needed" },
    };

    [Theory]
    [MemberData(nameof(Subjects))]
    public async Task Doctor_OnThisMachine_SaysWhatItOffers(string subject, string finding)
    {
        using var noData = new TemporaryFolder();

        var (_, output, _) = await _verbs.RunAsync("doctor", "--data", noData.Path);

        output.Split('\n').ShouldContain(line => line.StartsWith($"{subject,-17} {finding}", StringComparison.Ordinal), output);
    }

    /// <summary>Whether libtorch is there depends on the machine; either line says what to expect or to do.</summary>
    [Fact]
    public async Task Doctor_OfTorchSharp_SaysWhatItTrainsOnOrTheRemedy()
    {
        var (_, output, _) = await _verbs.RunAsync("doctor");

        output.ShouldMatch(
            @"(?m)^TorchSharp +(trains on cpu|cannot be used: only the CPU trainer is available\r?\n"
            + @".*(\./sweep torch|SWEEP_LIBTORCH|libtorch))");
    }

    [Fact]
    public async Task Doctor_OfAHomeWithoutSweeps_NamesItAndSaysSo()
    {
        var (code, output, _) = await _verbs.RunAsync("doctor", "--json");

        code.ShouldBe(ExitCodes.Done);
        output.Split('\n').ShouldContain(
            line => line.Contains("\"results\"", StringComparison.Ordinal)
                && line.Contains($"{_verbs.Home}: 0 sweeps", StringComparison.Ordinal),
            output);
    }

    [Fact]
    public async Task Doctor_WithAHomeThatIsAFile_CallsItAProblemAndEndsWithOne()
    {
        var file = Path.Combine(_verbs.Home, "sweeps.db");
        await File.WriteAllTextAsync(file, "not a folder", TestContext.Current.CancellationToken);

        var (code, output, _) = await _verbs.RunAsync("doctor", "--home", file);

        code.ShouldBe(ExitCodes.InternalError);
        output.ShouldContain("PROBLEM");
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Doctor_OfAHomeOpenToOthers_SaysSoAndNamesTheRemedy()
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(_verbs.Home, owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        var (code, output, _) = await _verbs.RunAsync("doctor", "--json");

        code.ShouldBe(ExitCodes.Done);
        output.ShouldContain("(its mode is 745)");
        output.ShouldContain($"chmod -R go= {_verbs.Home}");
        File.SetUnixFileMode(_verbs.Home, owner);
        (await _verbs.RunAsync("doctor")).Output.ShouldNotContain("open to other users");
    }
}
