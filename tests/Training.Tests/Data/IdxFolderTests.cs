using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Tests.Data;

public sealed class IdxFolderTests
{
    public static TheoryData<string, byte[], string> Malformed() => new()
    {
        { IdxSample.TrainImages, [], "truncated" },
        { IdxSample.TrainImages, [0, 0, 8], "truncated" },
        { IdxSample.TrainImages, IdxSample.Images(5)[..^1], "truncated" },
        { IdxSample.TrainImages, IdxSample.Images(5)[..15], "truncated" },
        { IdxSample.TrainImages, [.. IdxSample.Images(5), 0], "too long" },
        { IdxSample.TrainImages, IdxSample.Labels(5), "file of labels where one of images belongs" },
        { IdxSample.TestLabels, IdxSample.Images(3), "file of images where one of labels belongs" },
        { IdxSample.TrainImages, [.. "hello, world, this is a text"u8], "begins with 0x68656C6C, not with 0x00000803" },
        { IdxSample.TrainImages, [0, 0, 0x0D, 3, .. IdxSample.Images(5)[4..]], "not with 0x00000803" },
        { IdxSample.TrainImages, [
            .. IdxSample.Number(0x803), .. IdxSample.Number(-1), .. IdxSample.Number(3), .. IdxSample.Number(4),
        ], "4,294,967,295" },
        { IdxSample.TrainImages, [
            .. IdxSample.Number(0x803), .. IdxSample.Number(0), .. IdxSample.Number(3), .. IdxSample.Number(4),
        ], "holds 0 images" },
        { IdxSample.TrainImages, [
            .. IdxSample.Number(0x803), .. IdxSample.Number(5), .. IdxSample.Number(70_000), .. IdxSample.Number(4),
        ], "70,000 rows" },
        { IdxSample.TestImages, IdxSample.Images(3, rows: 4, columns: 3), "images of 4 x 3 pixels" },
        { IdxSample.TrainLabels, IdxSample.Labels(4), "4 labels, but" },
        { IdxSample.TrainImages, IdxSample.Images(6), "5 labels, but" },
        { IdxSample.TestLabels, [
            .. IdxSample.Number(0x801), .. IdxSample.Number(3), 0, 2, 3,
        ], "the label of image 2 (counted from 0) is 3, but labels go from 0 to 2" },
        { IdxSample.TrainLabels, IdxSample.Labels(5)[..^1], "truncated" },
        { IdxSample.TestLabels, [.. IdxSample.Labels(3), 0], "too long" },
    };

    public static TheoryData<string, byte[], string> MalformedPacked() => new()
    {
        { IdxSample.TrainImages, IdxSample.Pack(IdxSample.Images(5)[..^1]), "truncated" },
        { IdxSample.TrainImages, IdxSample.Pack([.. IdxSample.Images(5), 0]), "continues after the 5 entries" },
        { IdxSample.TrainImages, IdxSample.Pack(IdxSample.Images(5))[..30], "" },
        { IdxSample.TrainImages, [0x1F, 0x8B, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "gzip" },
        { IdxSample.TrainImages, IdxSample.Pack(IdxSample.Images(1_000_000, 1, 1)[..16]), "more than" },
        { IdxSample.TestLabels, IdxSample.Pack(IdxSample.Images(3)), "file of images" },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_FourFiles_GivesImagesAndLabels(bool gzip)
    {
        using var folder = new TemporaryFolder();
        IdxSample.Write(folder.Path, train: 5, test: 3, gzip);

        var (train, test) = Read(folder.Path);

        using (train)
        using (test)
        {
            (train.Count, train.Rows, train.Columns, train.Classes).ShouldBe((5, 3, 4, 3));
            (test.Count, test.Rows, test.Columns, test.Classes).ShouldBe((3, 3, 4, 3));
            train.Image(4).ToArray().ShouldBe([40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51]);
            train.AllLabels.ToArray().ShouldBe([0, 1, 2, 0, 1]);
            test.Image(2).ToArray()[11].ShouldBe((byte)31);
        }
    }

    [Fact]
    public void Read_OneClass_CountsAsTwo()
    {
        using var folder = new TemporaryFolder();
        IdxSample.Write(folder.Path, train: 1, test: 1);

        var (train, test) = Read(folder.Path);

        (train.Classes, test.Classes).ShouldBe((2, 2));
        train.Dispose();
        test.Dispose();
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Read_MalformedFile_NamesItAndWhatIsWrong(string file, byte[] bytes, string problem)
    {
        using var folder = new TemporaryFolder();
        IdxSample.Write(folder.Path, train: 5, test: 3);
        File.WriteAllBytes(folder.Combine(file), bytes);

        var message = Should.Throw<SweepException>(() => Read(folder.Path)).Message;

        message.ShouldContain(problem);
        message.ShouldContain(folder.Combine(file));
    }

    [Theory]
    [MemberData(nameof(MalformedPacked))]
    public void Read_MalformedGzip_NamesItAndWhatIsWrong(string file, byte[] bytes, string problem)
    {
        using var folder = new TemporaryFolder();
        IdxSample.Write(folder.Path, train: 5, test: 3, gzip: true);
        File.WriteAllBytes(folder.Combine(file + ".gz"), bytes);

        var message = Should.Throw<SweepException>(() => Read(folder.Path)).Message;

        message.ShouldContain(problem);
        message.ShouldContain(folder.Combine(file) + ".gz");
    }

    [Fact]
    public void In_FilesAreMissing_NamesThem()
    {
        using var folder = new TemporaryFolder();
        IdxSample.Write(folder.Path, train: 5, test: 3);
        File.Delete(folder.Combine(IdxSample.TestLabels));
        File.Delete(folder.Combine(IdxSample.TrainLabels));

        Should.Throw<SweepException>(() => IdxFolder.FindIn(folder.Path))
            .Message.ShouldContain($"holds no {IdxSample.TrainLabels}, {IdxSample.TestLabels} (plain");
    }

    [Fact]
    public void In_DottedNames_AreFoundToo()
    {
        using var folder = new TemporaryFolder();
        IdxSample.Write(folder.Path, train: 5, test: 3);
        File.Move(folder.Combine(IdxSample.TestLabels), folder.Combine("t10k-labels.idx1-ubyte"));

        IdxFolder.FindIn(folder.Path).TestLabels.ShouldBe(folder.Combine("t10k-labels.idx1-ubyte"));
    }

    private static (ImageSet Train, ImageSet Test) Read(string folder) =>
        IdxFolder.FindIn(folder).Read(classes: 0, TestContext.Current.CancellationToken);
}
