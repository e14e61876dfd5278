using System.Buffers.Binary;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>A sweep is trained on one data set, wherever and whenever it goes on, and a damaged checkpoint costs no result.</summary>
[Integration]
public sealed class PinnedDataTests : IDisposable
{
    private const string Spec = "name: t\ndataset: idx:mine\nsplit: none\nobjective: test_accuracy\nbase: {epochs: 1, hidden: [4]}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Extend_WithOtherFilesOfThatName_IsRefusedAndChangesNothing()
    {
        Write("a", 1);
        Write("b", 2);
        (await RunAsync("a", "run", WriteSpec(Spec), "--quiet")).Code.ShouldBe(0);
        var before = (await RunAsync("a", "show", "t", "--json")).Output;

        // From another folder it goes on with the files of the first.
        (await RunAsync("b", "extend", "t-1", "--seeds", "+1", "--quiet")).Code.ShouldBe(0);
        Write("a", 2);
        var (code, _, error) = await RunAsync("a", "extend", "t-1", "--seeds", "+1", "--quiet");

        code.ShouldBe(1);
        error.ShouldContain("fingerprint");
        error.ShouldNotContain("   at ");
        var after = (await RunAsync("a", "show", "t-1", "--json")).Output;
        after.ShouldContain("\"seeds\":2");
        after.ShouldContain("\"status\":\"finished\"");
        before.ShouldContain(error.Split("trained on a data set with ")[1].Split('.')[0]);
    }

    [Fact]
    public async Task ExtendEpochs_WithADamagedCheckpoint_KeepsTheResultAndTrainsAnew()
    {
        Write("a", 1);
        (await RunAsync("a", "run", WriteSpec(Spec), "--quiet")).Code.ShouldBe(0);
        var file = _folder.Combine("home", "checkpoints", "t-1", "0", "last.safetensors");
        await File.WriteAllBytesAsync(
            file,
            (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..1000],
            TestContext.Current.CancellationToken);

        var (code, _, _) = await RunAsync("a", "extend", "t-1", "--epochs", "+1", "--quiet");

        code.ShouldBe(0);
        var shown = (await RunAsync("a", "show", "t-1")).Output;
        shown.ShouldContain("trial-warning (trial 0): A checkpoint could not be used");
        (await RunAsync("a", "show", "t-1", "--trial", "0")).Output.ShouldContain("succeeded");
    }

    [Fact]
    public async Task Run_WithABatchThatIsNeverFilled_IsRefusedBeforeAnythingIsRecorded()
    {
        Write("a", 1);
        var impossible = WriteSpec(
            Spec.Replace("hidden: [4]}", "hidden: [4], drop_remainder: true}\nspace: {batch: [16, 64]}", StringComparison.Ordinal));

        var (code, _, error) = await RunAsync("a", "run", impossible, "--quiet");

        code.ShouldBe(2);
        error.ShouldContain("batch: 64 is more than the 50 images");
        error.ShouldContain("configuration 1");
        (await RunAsync("a", "validate", impossible)).Code.ShouldBe(2);
        (await RunAsync("a", "ls", "--json")).Output.ShouldBe("");
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string folder, params string[] arguments) =>
        await CommandLine.RunInAsync(_folder.Combine(folder), [.. arguments, "--home", _folder.Combine("home"), "--workers", "1"]);

    private string WriteSpec(string text)
    {
        var file = _folder.Combine("t.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    // 50 and 20 images of 2 x 2 pixels in three classes.
    private void Write(string folder, int seed)
    {
        var mine = _folder.Combine(folder, "mine");
        Directory.CreateDirectory(mine);
        foreach (var (prefix, count) in new[] { ("train", 50), ("t10k", 20) })
        {
            var labels = Enumerable.Range(0, count).Select(image => (byte)(image % 3)).ToArray();
            File.WriteAllBytes(Path.Combine(mine, prefix + "-images-idx3-ubyte"), [
                .. Number(0x803), .. Number(count), .. Number(2), .. Number(2),
                .. labels.SelectMany(label => Enumerable.Range(0, 4).Select(pixel => (byte)(((60 * label) + (seed * pixel)) % 256)))]);
            File.WriteAllBytes(Path.Combine(mine, prefix + "-labels-idx1-ubyte"), [.. Number(0x801), .. Number(count), .. labels]);
        }
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
