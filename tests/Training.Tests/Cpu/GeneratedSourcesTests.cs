using SweepCluster.KernelGenerator;
using SweepCluster.Testing;

namespace SweepCluster.Training.Tests.Cpu;

public sealed class GeneratedSourcesTests
{
    [Fact]
    public void GeneratedFiles_AreWhatTheGeneratorWrites()
    {
        var folder = RepositoryFolder.Combine("src", "Training", "Cpu");
        var written = GeneratedSources.All().ToDictionary(source => source.Name, source => source.Text);

        Directory.EnumerateFiles(folder, "*.g.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Order()
            .ShouldBe(written.Keys.Order());
        foreach (var (name, text) in written)
            File.ReadAllText(Path.Combine(folder, name))
                .ShouldBe(text, $"{name}: run `dotnet run --project eng/KernelGenerator -- src/Training/Cpu`.");
    }
}
