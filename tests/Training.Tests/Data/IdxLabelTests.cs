using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Tests.Data;

public sealed class IdxLabelTests
{
    private static readonly byte[] One = [0x3F, 0x80, 0, 0];
    private static readonly byte[] Zero = [0, 0, 0, 0];

    /// <summary>The labels 0, 2 and 1, in every form.</summary>
    public static TheoryData<string, byte[]> Forms() => new()
    {
        { "uint8", [.. Header(0x08, 3), 0, 2, 1] },
        { "int8", [.. Header(0x09, 3), 0, 2, 1] },
        { "int16", [.. Header(0x0B, 3), 0, 0, 0, 2, 0, 1] },
        { "int32", [.. Header(0x0C, 3), .. IdxSample.Number(0), .. IdxSample.Number(2), .. IdxSample.Number(1)] },
        { "float32", [.. Header(0x0D, 3), .. Zero, 0x40, 0, 0, 0, .. One] },
        { "float64", [.. Header(0x0E, 3), 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0] },
        { "one-hot uint8", [.. Header(0x08, 3, 3), 1, 0, 0, 0, 0, 1, 0, 1, 0] },
        { "one-hot float32", [.. Header(0x0D, 3, 3), .. One, .. Zero, .. Zero, .. Zero, .. Zero, .. One, .. Zero, .. One, .. Zero] },
    };

    public static TheoryData<byte[], string> Wrong() => new()
    {
        { [
            .. Header(0x0C, 3), .. IdxSample.Number(0), .. IdxSample.Number(-1), .. IdxSample.Number(1),
        ], "the label of image 1 (counted from 0) is -1, but labels are whole numbers from 0 to 255" },
        { [
            .. Header(0x0C, 3), .. IdxSample.Number(0), .. IdxSample.Number(256), .. IdxSample.Number(1),
        ], "is 256, but labels are whole numbers" },
        { [.. Header(0x0C, 3), .. IdxSample.Number(0), .. IdxSample.Number(1)], "truncated" },
        { [.. Header(0x0D, 3), .. Zero, 0x3F, 0, 0, 0, .. One], "is 0.5, but labels are whole numbers" },
        { [.. Header(0x0D, 3), .. Zero, 0x7F, 0xC0, 0, 0, .. One], "is NaN, but labels are whole numbers" },
        { [
            .. Header(0x08, 3, 3), 1, 0, 0, 0, 0, 0, 0, 1, 0,
        ], "the one-hot label of image 1 (counted from 0) is not a single 1 among zeros" },
        { [
            .. Header(0x08, 3, 3), 1, 0, 0, 0, 1, 0, 0, 1, 1,
        ], "the one-hot label of image 2 (counted from 0) is not a single 1 among zeros" },
        { [.. Header(0x08, 3, 300)], "300 classes" },
        { [.. Header(0x0A, 3), 0, 2, 1], "It is not an IDX file of labels, or it is damaged." },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Read_LabelsOfEveryForm_AreTheSame(string form, byte[] labels)
    {
        using var folder = Folder(labels);

        var (train, test) = IdxFolder.FindIn(folder.Path).Read(classes: 0, TestContext.Current.CancellationToken);

        using (train)
        using (test)
        {
            train.AllLabels.ToArray().ShouldBe([0, 2, 1], form);
            train.Classes.ShouldBe(3);
        }
    }

    [Fact]
    public void Read_OneHotLabels_SayHowManyClassesThereAre()
    {
        using var folder = Folder([.. Header(0x08, 3, 7), 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);

        var (train, test) = IdxFolder.FindIn(folder.Path).Read(classes: 0, TestContext.Current.CancellationToken);

        (train.Classes, test.Classes).ShouldBe((7, 7));
        train.Dispose();
        test.Dispose();
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_LabelsThatAreWrong_AreRefused(byte[] labels, string problem)
    {
        using var folder = Folder(labels);

        var error = Should.Throw<SweepException>(
            () => IdxFolder.FindIn(folder.Path).Read(classes: 0, TestContext.Current.CancellationToken));

        error.Message.ShouldContain(problem);
        error.Message.ShouldStartWith(folder.Combine(IdxSample.TrainLabels));
    }

    [Fact]
    public void Read_ImagesWithChannels_AreRefusedByName()
    {
        using var folder = Folder(IdxSample.Labels(3));
        IdxSample.Put(
            folder.Path,
            IdxSample.TrainImages,
            [0, 0, 8, 4, .. IdxSample.Number(3), .. IdxSample.Number(3), .. IdxSample.Number(4), .. IdxSample.Number(3), .. new byte[108]]);

        Should.Throw<SweepException>(() => IdxFolder.FindIn(folder.Path).Read(classes: 0, TestContext.Current.CancellationToken))
            .Message.ShouldContain("It has four dimensions, as images with colour channels have; IDX files hold grey images.");
    }

    private static TemporaryFolder Folder(byte[] trainLabels)
    {
        var folder = new TemporaryFolder();
        IdxSample.Write(folder.Path, train: 3, test: 2);
        IdxSample.Put(folder.Path, IdxSample.TrainLabels, trainLabels);
        return folder;
    }

    private static byte[] Header(byte type, params int[] sizes) => [0, 0, type, (byte)sizes.Length, .. sizes.SelectMany(IdxSample.Number)];
}
