using SweepCluster.Contracts.Configurations;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class FileDatasetTests
{
    [Theory]
    [InlineData("idx:/a,test=b", FileDatasetKind.Idx, "/a,test=b", null)]
    [InlineData("npz:/a/mnist.npz", FileDatasetKind.Npz, "/a/mnist.npz", null)]
    [InlineData("csv:/a", FileDatasetKind.Csv, "/a", null)]
    [InlineData("csv:/a,b.csv,test=/c.csv", FileDatasetKind.Csv, "/a,b.csv", "/c.csv")]
    [InlineData("parquet:a.parquet,test=b.parquet", FileDatasetKind.Parquet, "a.parquet", "b.parquet")]
    public void TryParse_EveryKind_GivesItsPaths(string name, FileDatasetKind kind, string path, string? testPath)
    {
        var dataset = FileDataset.TryParse(name);

        dataset.ShouldBe(new(kind, path, testPath));
        dataset!.ToString().ShouldBe(name);
        dataset.Paths.ShouldBe(testPath is null ? [path] : [path, testPath]);
    }

    [Theory]
    [InlineData("idx:/a,classes=26", "/a", 26)]
    [InlineData("csv:a,test=b,classes=2", "a", 2)]
    public void TryParse_WithClasses_GivesTheirNumber(string name, string path, int classes)
    {
        var dataset = FileDataset.TryParse(name).ShouldNotBeNull();

        (dataset.Path, dataset.Classes, dataset.ToString()).ShouldBe((path, classes, name));
    }

    [Theory]
    [InlineData("idx:/a,classes=1")]
    [InlineData("idx:/a,classes=257")]
    [InlineData("idx:,classes=3")]
    [InlineData("mnist")]
    [InlineData("glyphs:train=5")]
    [InlineData("idx:")]
    [InlineData("IDX:/a")]
    [InlineData("csv:,test=b")]
    [InlineData("csv:a,test=")]
    [InlineData("npz:a\0b")]
    public void TryParse_WhatIsNoFileDataset_IsNull(string name) => FileDataset.TryParse(name).ShouldBeNull();

    [Fact]
    public void ToAbsolute_RelativePaths_AreThoseOfTheWorkingFolder() =>
        FileDataset.TryParse("csv:a/../b.csv,test=c/")!.ToAbsolute(Environment.CurrentDirectory).ShouldBe(
            new(FileDatasetKind.Csv, Path.Combine(Environment.CurrentDirectory, "b.csv"), Path.Combine(Environment.CurrentDirectory, "c")));
}
