using SweepCluster.Model;
using SweepCluster.Training.Data.Npz;

namespace SweepCluster.Training.Data.Library;

/// <summary>A published data set as a NumPy archive, such as Keras's mnist.npz, whose images and labels are as published.</summary>
internal sealed record PublishedArchive(string Path, ImageSet Train, ImageSet Test) : IDisposable
{
    /// <summary>The first archive that is as published. Another archive of the same name is skipped: it may be another program's.</summary>
    public static PublishedArchive? Find(PublishedDataset set, DatasetFolders folders, CancellationToken cancellation)
    {
        string?[] roots = [folders.Given, folders.Configured, folders.Cache, folders.Keras];
        return roots.OfType<string>()
            .Select(root => System.IO.Path.Combine(root, set.Name + ".npz"))
            .Where(File.Exists)
            .Select(path => TryRead(path, set, cancellation))
            .FirstOrDefault(archive => archive is not null);
    }

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }

    // Compares the checksums of the published IDX files, which also imply the counts and the shape.
    private static bool IsAsPublished(PublishedDataset set, ImageSet train, ImageSet test) =>
        train.Classes == set.ClassNames.Length
        && set.Files.Select(file => file.PlainSum).SequenceEqual(
            [IdxSum.HashImages(train), IdxSum.HashLabels(train), IdxSum.HashImages(test), IdxSum.HashLabels(test)]);

    private static PublishedArchive? TryRead(string path, PublishedDataset set, CancellationToken cancellation)
    {
        try
        {
            var (train, test) = NpzDataset.Read(path, classes: 0, cancellation);
            if (IsAsPublished(set, train, test))
                return new(path, train, test);
            train.Dispose();
            test.Dispose();
            return null;
        }
        catch (SweepException)
        {
            // An archive that is not a data set is skipped too.
            return null;
        }
    }
}
