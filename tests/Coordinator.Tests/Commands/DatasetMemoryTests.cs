using System.Buffers.Binary;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Data sets that don't fit into the memory that the process may use, which the environment limits here.</summary>
public sealed class DatasetMemoryTests : IDisposable
{
    private const int Images = 400_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [IntegrationFact]
    public async Task Run_GlyphsThatDoNotFit_AreRefusedBeforeTheyAreDrawn() =>
        (await RefusalAsync("{name: glyphs, train: 400000, test: 10}")).ShouldContain("glyphs:seed=1,train=400000,test=10 needs 314,0");

    [IntegrationFact]
    public async Task Run_FilesWhoseHeaderPromisesTooMuch_AreRefusedBeforeTheyAreRead()
    {
        Write("train-images-idx3-ubyte", Images * 784L, 0x803, Images, 28, 28);
        Write("train-labels-idx1-ubyte", Images, 0x801, Images);
        Write("t10k-images-idx3-ubyte", 784, 0x803, 1, 28, 28);
        Write("t10k-labels-idx1-ubyte", 1, 0x801, 1);

        (await RefusalAsync($"'idx:{_folder.Path}'"))
            .ShouldContain($"The data set of {_folder.Combine("train-images-idx3-ubyte")} needs 314,0");
    }

    private async Task<string> RefusalAsync(string dataset)
    {
        var file = _folder.Combine("large.yaml");
        await File.WriteAllTextAsync(
            file, $"name: large\ndataset: {dataset}\nbase: {{epochs: 1}}\n", TestContext.Current.CancellationToken);

        var (code, _, error) = await CommandLine.RunAsync(
            [("DOTNET_GCHeapHardLimit", "0x10000000")], ["run", file, "--home", _folder.Combine("home")]);

        code.ShouldBe(1, error);
        error.ShouldContain("bytes are available. Use fewer images, or a machine with more memory.");
        error.ShouldNotContain("   at ");
        return error;
    }

    // Without the numbers, which take no room in most file systems.
    private void Write(string name, long body, params int[] header)
    {
        using var file = File.Create(_folder.Combine(name));
        Span<byte> number = stackalloc byte[4];
        foreach (var value in header)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, value);
            file.Write(number);
        }

        file.SetLength(file.Length + body);
    }
}
