using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec.Parsing;

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

    // What looks like the sizes of glyphs is a part of the path in a data set of files, and a problem of the spec in glyphs.
    [Theory]
    [InlineData("idx:/data,train=abc", null)]
    [InlineData("npz:/data,train=,test=x", null)]
    [InlineData("csv:/a,train=abc,test=/b,train=abc", null)]
    [InlineData("parquet:/a,classes=abc", null)]
    [InlineData("idx:/a,train=abc,classes=300", "is not a data set")]
    [InlineData("glyphs:train=abc", "'abc' is not a number")]
    [InlineData("glyphs:train=99999999999999999999", "is out of range")]
    [InlineData("glyphs:seed", "is not a data set")]
    [InlineData("glyphs:", "is not a data set")]
    public void Read_AReferenceWithWhatIsNoNumber_IsAPathOrAProblemWithItsPlace(string dataset, string? problem)
    {
        var reading = SpecReader.Read($"name: x\ndataset: '{dataset}'\nsplit: {{last: 10}}\n");

        if (problem is null)
        {
            reading.Spec!.Data.Dataset.ShouldBe(dataset);
            return;
        }

        var found = reading.Problems.ShouldHaveSingleItem();
        (found.Line, found.Column).ShouldBe((2, 10));
        found.Message.ShouldContain(problem);
    }

    [Fact]
    public void ToAbsolute_RelativePaths_AreThoseOfTheWorkingFolder() =>
        FileDataset.TryParse("csv:a/../b.csv,test=c/")!.ToAbsolute(Environment.CurrentDirectory).ShouldBe(
            new(FileDatasetKind.Csv, Path.Combine(Environment.CurrentDirectory, "b.csv"), Path.Combine(Environment.CurrentDirectory, "c")));
}
