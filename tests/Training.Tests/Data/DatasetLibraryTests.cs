using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Data;

public sealed class DatasetLibraryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_FromSeveralThreads_LoadsOnceAndShares()
    {
        using var folder = new TemporaryFolder();
        using var library = new DatasetLibrary(new(null, null, folder.Path));

        var loads = Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => library.Load("glyphs:seed=3,train=200,test=20", Cancellation), Cancellation));
        var sets = await Task.WhenAll(loads).WithinDeadlineAsync("every load to end");

        sets.Distinct(ReferenceEqualityComparer.Instance).Count().ShouldBe(1);
        (sets[0].Train.Count, sets[0].Test.Count).ShouldBe((200, 20));
    }

    [Theory]
    [InlineData("glyphs:seed=1", "glyphs:seed=1,train=60000,test=10000")]
    [InlineData("glyphs:test=20,train=200,seed=5", "glyphs:seed=5,train=200,test=20")]
    public void GlyphSettings_ShortForms_MeanTheFullOne(string given, string full) =>
        Training.Data.Glyphs.GlyphSettings.TryParse(given)!.ToString().ShouldBe(full);

    [Theory]
    [InlineData("minst", "mnist, fashion-mnist, glyphs, idx:FOLDER, npz:FILE")]
    [InlineData("glyphs:seed", "glyphs:seed=7,train=6000,test=1000")]
    [InlineData("glyphs:train=0", "glyphs:seed=7,train=6000,test=1000")]
    [InlineData("glyphs:size=3", "glyphs:seed=7,train=6000,test=1000")]
    [InlineData("idx:no-such-folder", "does not exist")]
    [InlineData("idx:no-such-folder,train=abc", "does not exist")]
    [InlineData("idx:a\0b", "There is no data set")]
    [InlineData("npz:", "There is no data set")]
    [InlineData("npz:no-such-file.npz", "does not exist")]
    [InlineData("npz:.", "is a folder")]
    [InlineData("csv:no-such-folder", "does not exist")]
    [InlineData("csv:a.csv,test=b.csv", "a.csv does not exist")]
    [InlineData("parquet:a.parquet,test=b.parquet", "a.parquet does not exist")]
    public void Load_WhatIsNoDataset_SaysWhatIs(string dataset, string remedy)
    {
        using var folder = new TemporaryFolder();
        using var library = new DatasetLibrary(new(null, null, folder.Path));

        Should.Throw<SweepException>(() => library.Load(dataset, Cancellation)).Message.ShouldContain(remedy);
    }

    [Fact]
    public void Load_GivenFolderThatIsMissing_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        using var library = new DatasetLibrary(new(folder.Combine("typo"), null, folder.Path));

        Should.Throw<SweepException>(() => library.Load("mnist", Cancellation))
            .Message.ShouldStartWith($"--data: the folder {folder.Combine("typo")} does not exist");
    }

    [Fact]
    public void Load_WithANumberOfClasses_HasThatMany()
    {
        using var folder = new TemporaryFolder();
        IdxSample.Write(folder.Path, train: 5, test: 3);
        using var library = new DatasetLibrary(new(null, null, folder.Path));

        library.Load($"idx:{folder.Path}", Cancellation).Train.Classes.ShouldBe(3);
        var five = library.Load($"idx:{folder.Path},classes=5", Cancellation);
        (five.Train.Classes, five.Test.Classes, five.ClassNames.Count).ShouldBe((5, 5, 5));
        Should.Throw<SweepException>(() => library.Load($"idx:{folder.Path},classes=2", Cancellation))
            .Message.ShouldContain("labels go from 0 to 1");
    }

    [Fact]
    public void Load_WithAPin_IsRelativeToItsFolderAndRefusesOtherData()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("mine"));
        IdxSample.Write(folder.Combine("mine"), train: 5, test: 3);
        using var library = new DatasetLibrary(new(null, null, folder.Path));

        var set = library.Load("idx:mine", new(folder.Path, null), Cancellation);
        library.Load("idx:mine", new(folder.Path, set.Fingerprint), Cancellation).ShouldBeSameAs(set);
        var other = Should.Throw<SweepException>(() => library.Load("idx:mine", new(folder.Path, "beef"), Cancellation));

        (
            other.Kind,
            other.Message.Contains(set.Fingerprint, StringComparison.Ordinal),
            other.Message.Contains("beef", StringComparison.Ordinal))
            .ShouldBe((SweepErrorKind.Environment, true, true));
    }

    [Fact]
    public void Load_AfterAFailure_TriesAgain()
    {
        using var folder = new TemporaryFolder();
        using var library = new DatasetLibrary(new(null, null, folder.Path));
        var dataset = $"idx:{folder.Path}";
        Should.Throw<SweepException>(() => library.Load(dataset, Cancellation));
        IdxSample.Write(folder.Path, train: 5, test: 3);

        var set = library.Load(dataset, Cancellation);

        (set.Train.Count, set.Test.Count).ShouldBe((5, 3));
        library.Load($"idx:{folder.Path}{Path.DirectorySeparatorChar}", Cancellation).ShouldBeSameAs(set);
    }
}
