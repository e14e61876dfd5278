using System.IO.Compression;
using System.Security.Cryptography;
using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Data;

/// <summary>A published data set of 6 training and 3 test images, which is found where Keras keeps data sets.</summary>
public sealed class KerasFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Load_TheArchiveOfKeras_IsUsedAsPublished()
    {
        File.Copy(Golden("deflated"), _folder.Combine("sample.npz"));
        using var library = Library();

        var set = library.Load("sample", Cancellation);

        (set.Name, set.Fingerprint, set.Train.Count, set.Test.Count).ShouldBe(("sample", "fingerprint", 6, 3));
        set.Train.Image(5).ToArray().ShouldBe([50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61]);
        var listing = library.Verify("sample", Cancellation);
        (listing.State, listing.Folder).ShouldBe((DatasetState.Verified, _folder.Path));
        library.Fetch("sample", Cancellation).ShouldBe(listing);
    }

    [Fact]
    public void Load_TheIdxFilesOfKeras_AreUsedAsPublished()
    {
        Directory.CreateDirectory(_folder.Combine("sample"));
        IdxSample.Write(_folder.Combine("sample"), train: 6, test: 3, gzip: true);
        using var library = Library();

        library.Load("sample", Cancellation).Train.Count.ShouldBe(6);
        library.Verify("sample", Cancellation).Folder.ShouldBe(_folder.Combine("sample"));
    }

    [Theory]
    [InlineData("channel-last", true)]
    [InlineData("one-hot", true)]
    [InlineData("other-labels", false)]
    [InlineData("objects", false)]
    public void Load_AnArchiveOfThatName_OnlyCountsIfItIsAsPublished(string archive, bool isAccepted)
    {
        var file = _folder.Combine("sample.npz");
        File.Copy(Golden(archive == "other-labels" ? "stored" : archive), file);
        if (archive == "other-labels")
            ChangeLastLabel(file);
        using var library = Library();

        library.Verify("sample", Cancellation).State.ShouldBe(isAccepted ? DatasetState.Verified : DatasetState.Absent);
        if (isAccepted)
            library.Load("sample", Cancellation).Train.Count.ShouldBe(6);
        else
            Should.Throw<SweepException>(() => library.Load("sample", Cancellation)).Kind.ShouldBe(SweepErrorKind.Environment);
    }

    [Fact]
    public void Load_OtherIdxFilesOfKeras_ArePassedOver()
    {
        Directory.CreateDirectory(_folder.Combine("sample"));
        IdxSample.Write(_folder.Combine("sample"), train: 7, test: 3, gzip: true);
        using var library = Library();

        library.Verify("sample", Cancellation).State.ShouldBe(DatasetState.Absent);
    }

    [RealDataFact]
    public void HashImages_OfPublishedFiles_AreTheirSums()
    {
        using var library = new DatasetLibrary(new(RealDatasets.Folder, null, _folder.Path));

        var set = library.Load("mnist", Cancellation);

        string[] sums =
            [IdxSum.HashImages(set.Train), IdxSum.HashLabels(set.Train), IdxSum.HashImages(set.Test), IdxSum.HashLabels(set.Test)];
        sums.ShouldBe(PublishedDataset.Mnist.Files.Select(file => file.PlainSum));
    }

    public void Dispose() => _folder.Dispose();

    private DatasetLibrary Library() => new(
        new(null, null, _folder.Combine("cache"), _folder.Path),
        progress: null,
        [new("sample", "Sample", ["sample"], [.. IdxFolder.FileNames.Select(Published)], [], ["a", "b", "c"], 6, 3, "fingerprint")],
        TimeSpan.FromSeconds(30));

    private static PublishedFile Published(string name)
    {
        var plain = name switch
        {
            IdxSample.TrainImages => IdxSample.Images(6),
            IdxSample.TrainLabels => IdxSample.Labels(6),
            IdxSample.TestImages => IdxSample.Images(3),
            _ => IdxSample.Labels(3),
        };
        var packed = IdxSample.Pack(plain);
        return new(
            name, packed.Length, Convert.ToHexStringLower(SHA256.HashData(packed)), plain.Length,
            Convert.ToHexStringLower(SHA256.HashData(plain)));
    }

    // The labels 0, 1, 2 of the test images become 0, 1, 1.
    private static void ChangeLastLabel(string file)
    {
        using var archive = ZipFile.Open(file, ZipArchiveMode.Update);
        using var entry = archive.GetEntry("y_test.npy")!.Open();
        entry.Position = entry.Length - 1;
        entry.WriteByte(1);
    }

    private static string Golden(string name) => RepositoryFolder.Combine("tests", "Training.Tests", "Golden", "npz", name + ".npz");
}
