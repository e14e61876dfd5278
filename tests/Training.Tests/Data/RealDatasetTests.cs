using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Data;

public sealed class RealDatasetTests
{
    private static readonly int[] MnistHistogram = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
    private static readonly int[] MnistTestHistogram = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];

    public static TheoryData<string, int[], int[], string> Sets() => new()
    {
        { "mnist", MnistHistogram, MnistTestHistogram, "7" },
        { "fashion-mnist", Enumerable.Repeat(6000, 10).ToArray(), Enumerable.Repeat(1000, 10).ToArray(), "Ankle boot" },
    };

    [RealDataTheory]
    [MemberData(nameof(Sets))]
    public void Load_PublishedFiles_GivesTheKnownImages(string name, int[] trainHistogram, int[] testHistogram, string firstTestImage)
    {
        using var empty = new TemporaryFolder();
        using var library = new DatasetLibrary(new(RealDatasets.Folder, null, empty.Path));

        var set = library.Load(name, TestContext.Current.CancellationToken);

        (set.Train.Count, set.Test.Count, set.Train.Rows, set.Train.Columns, set.Train.Classes).ShouldBe((60_000, 10_000, 28, 28, 10));
        Histogram(set.Train).ShouldBe(trainHistogram);
        Histogram(set.Test).ShouldBe(testHistogram);
        set.ClassNames[set.Test.AllLabels[0]].ShouldBe(firstTestImage);
        // What the library takes from its table is what the bytes come to.
        DatasetFingerprint.Compute(set.Train, set.Test).ShouldBe(set.Fingerprint);
    }

    [RealDataFact]
    public void List_PublishedFiles_AreVerified()
    {
        using var empty = new TemporaryFolder();
        using var library = new DatasetLibrary(new(RealDatasets.Folder, null, empty.Path));

        var listings = library.List(TestContext.Current.CancellationToken);

        listings.Select(listing => (listing.Name, listing.State)).ShouldBe(
            [("mnist", DatasetState.Verified), ("fashion-mnist", DatasetState.Verified), ("glyphs", DatasetState.Generated)]);
        listings[0].Folder.ShouldBe(Path.Combine(RealDatasets.Folder!, "mnist"));
    }

    private static int[] Histogram(ImageSet set) =>
        [.. set.AllLabels.ToArray().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value)];
}
