using SweepCluster.KernelGenerator;
using SweepCluster.Testing;

namespace SweepCluster.Training.Tests.Cpu;

public sealed class GeneratedSourcesTests
{
    [Fact]
    public void GeneratedFiles_AreWhatTheGeneratorWrites()
    {
        var folder = RepositoryFolder.Combine("src", "Training", "Cpu", "Generated");
        var written = GeneratedSources.All().ToDictionary(source => source.Name, source => source.Text);

        Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order().ShouldBe(written.Keys.Order());
        foreach (var (name, text) in written)
            File.ReadAllText(Path.Combine(folder, name)).ShouldBe(text, $"{name}: run `dotnet run --project eng/KernelGenerator -- src/Training/Cpu/Generated`.");
    }
}
