using System.IO.Compression;
using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Data;

/// <summary>Archives that numpy has written, by Golden/make_files.py.</summary>
public sealed class NpzDatasetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stored")]
    [InlineData("deflated")]
    [InlineData("version-2")]
    [InlineData("version-3")]
    [InlineData("float32-unit")]
    [InlineData("float64-bytes")]
    [InlineData("big-endian")]
    [InlineData("channel-last")]
    [InlineData("int64-labels")]
    [InlineData("one-hot")]
    public void Load_AnArchive_GivesImagesAndLabels(string name)
    {
        using var folder = new TemporaryFolder();
        using var library = new DatasetLibrary(new(null, null, folder.Path));

        var set = library.Load($"npz:{Golden(name)}", Cancellation);

        (set.Train.Count, set.Train.Rows, set.Train.Columns, set.Train.Classes).ShouldBe((6, 3, 4, 3));
        (set.Test.Count, set.Test.Rows, set.Test.Columns, set.Test.Classes).ShouldBe((3, 3, 4, 3));
        set.Train.Image(5).ToArray().ShouldBe([50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61]);
        set.Test.Image(2).ToArray().ShouldBe([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);
        set.Train.AllLabels.ToArray().ShouldBe([0, 1, 2, 0, 1, 2]);
        set.Test.AllLabels.ToArray().ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Load_ImagesWithChannels_HaveAnInputForEach()
    {
        using var folder = new TemporaryFolder();
        using var library = new DatasetLibrary(new(null, null, folder.Path));

        // Three equal channels.
        var set = library.Load($"npz:{Golden("colours")}", Cancellation).Train;

        (set.Rows, set.Columns, set.Channels, set.Pixels).ShouldBe((3, 4, 3, 36));
        set.Image(5)[..6].ToArray().ShouldBe([50, 50, 50, 51, 51, 51]);
        set.GreyImage(5).ShouldBe([50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61]);
    }

    [Theory]
    [InlineData("fortran", "is stored in Fortran order")]
    [InlineData("standardized", "x_train holds -1.5 in image 0 (counted from 0), but pixels go from 0 to ")]
    [InlineData("objects", "y_train holds '|O', but numbers are needed")]
    [InlineData("text", "y_train holds '<U3', but numbers are needed")]
    public void Load_AnArchiveThatIsNotPossible_SaysWhy(string name, string problem) => Refusal(Golden(name)).ShouldContain(problem);

    [Fact]
    public void Load_AnArrayIsMissing_NamesThoseThatAreThere()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("a.npz");
        File.Copy(Golden("stored"), file);
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
            archive.GetEntry("y_test.npy")!.Delete();

        Refusal(file).ShouldBe($"{file} holds no array y_test; it holds x_train, y_train, x_test. "
            + "Save all four: numpy.savez(FILE, x_train=..., y_train=..., x_test=..., y_test=...).");
    }

    [Fact]
    public void Load_AHeaderThatPromisesTooMuch_IsRefusedBeforeMemoryIsTaken()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("a.npz");
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            foreach (var (name, shape) in new[]
            {
                ("x_train", "2000000000, 16, 16"), ("y_train", "2000000000,"), ("x_test", "1, 16, 16"), ("y_test", "1,"),
            })
            {
                using var entry = archive.CreateEntry(name + ".npy").Open();
                var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({shape}), }}\n";
                entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), 1]);
            }
        }

        Refusal(file).ShouldContain("y_train holds no labels, or more than can be read");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(700)]
    public void Load_ATruncatedArchive_IsRefusedInOneLine(int length)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("a.npz");
        File.WriteAllBytes(file, File.ReadAllBytes(Golden("stored"))[..length]);

        Refusal(file).ShouldStartWith($"{file} is ");
    }

    [Fact]
    public void Load_ADamagedByte_NeverEndsInAnInternalError()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("a.npz");
        var whole = File.ReadAllBytes(Golden("deflated"));
        for (var at = 0; at < whole.Length; at++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[at] ^= 0xFF;
            File.WriteAllBytes(file, bytes);
            try
            {
                using var library = new DatasetLibrary(new(null, null, folder.Path));
                library.Load($"npz:{file}", Cancellation);
            }
            catch (SweepException error)
            {
                error.Message.ShouldNotContain("\n");
            }
        }
    }

    private static string Refusal(string file)
    {
        using var library = new DatasetLibrary(new(null, null, Path.GetTempPath()));
        var error = Should.Throw<SweepException>(() => library.Load($"npz:{file}", Cancellation));
        error.Kind.ShouldBe(SweepErrorKind.Input);
        error.Message.ShouldNotContain("\n");
        return error.Message;
    }

    private static string Golden(string name) => RepositoryFolder.Combine("tests", "Training.Tests", "Golden", "npz", name + ".npz");
}
