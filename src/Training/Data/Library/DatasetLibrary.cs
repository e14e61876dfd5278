using System.Collections.Concurrent;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Data.Glyphs;

namespace SweepCluster.Training.Data.Library;

/// <summary>The data sets that specs name, from the folders of this machine. Each is loaded on first use, and shared through a
/// <see cref="DatasetCache"/>. Safe for use by several threads.</summary>
public sealed class DatasetLibrary : IDisposable
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(30);

    private readonly DatasetFolders _folders;
    private readonly IReadOnlyList<PublishedDataset> _published;
    private readonly DatasetDownloader _downloader;
    // Created for the first download: loading the network stack takes a noticeable part of the start.
    private readonly Lazy<HttpClient> _client = new(static () => new() { Timeout = Timeout.InfiniteTimeSpan });
    private readonly DatasetCache _cache;
    private readonly bool _ownsCache;
    // The data sets returned by Load, which are released with the library.
    private readonly ConcurrentDictionary<Dataset, DatasetReference> _loaded = new(ReferenceEqualityComparer.Instance);

    /// <param name="progress">Receives the progress of downloads, on the thread that downloads.</param>
    /// <param name="cache">A cache shared with other libraries, which is not disposed; null for a cache of its own.</param>
    public DatasetLibrary(DatasetFolders folders, IProgress<DownloadProgress>? progress = null, DatasetCache? cache = null)
        : this(folders, progress, PublishedDataset.All, Stall, cache)
    {
    }

    internal DatasetLibrary(
        DatasetFolders folders, IProgress<DownloadProgress>? progress, IReadOnlyList<PublishedDataset> published, TimeSpan stall,
        DatasetCache? cache = null)
    {
        (_cache, _ownsCache) = (cache ?? new(), cache is null);
        (_folders, _published) = (folders, published);
        _downloader = new(_client, progress, stall);
    }

    /// <summary>Whether a published data set that is not on this machine is downloaded when it is loaded. If not, it is refused.</summary>
    public bool Downloads { get; init; } = true;

    /// <summary>The data set, which stays in memory as long as the library: callers don't dispose it.</summary>
    /// <param name="dataset">The name in specs: <c>mnist</c>, <c>fashion-mnist</c>, <c>glyphs</c>,
    /// <c>glyphs:seed=7,train=6000,test=1000</c>, or a form that <see cref="FileDataset"/> describes.</param>
    /// <exception cref="SweepException">There is no such data set, its files are wrong, or it can't be fetched.</exception>
    public Dataset Load(string dataset, CancellationToken cancellation) => Load(dataset, pin: null, cancellation);

    /// <summary>The data set of a sweep, which must be the one that the sweep was trained on before.</summary>
    /// <param name="pin">The pinned data set, with the folder for relative paths; null: the current folder, and any data.</param>
    /// <exception cref="SweepException">As above, or the data set is another one than the pinned.</exception>
    public Dataset Load(string dataset, DatasetPin? pin, CancellationToken cancellation)
    {
        var reference = Open(dataset, pin, cancellation);
        if (!_loaded.TryAdd(reference.Dataset, reference))
            reference.Dispose();
        return reference.Dataset;
    }

    /// <summary>The data set for a caller that uses it for a while and then disposes the reference, such as a trial.</summary>
    /// <param name="pin">As above.</param>
    /// <exception cref="SweepException">As above.</exception>
    public DatasetReference Open(string dataset, DatasetPin? pin, CancellationToken cancellation)
    {
        var (key, load) = Resolve(dataset, pin?.Folder ?? Environment.CurrentDirectory);
        var reference = _cache.Open(key, load, cancellation);
        try
        {
            pin?.Check(dataset, reference.Dataset.Fingerprint);
            return reference;
        }
        catch
        {
            reference.Dispose();
            throw;
        }
    }

    /// <summary>The number of training images of the data set, from its name or the header of its file; null if neither contains it, or the
    /// file is missing.</summary>
    /// <exception cref="SweepException">There is no such data set, or its file is damaged.</exception>
    public int? FindTrainCount(string dataset)
    {
        if (GlyphSettings.TryParse(dataset) is { } glyphs)
            return glyphs.Train;
        if (FileDataset.TryParse(dataset) is not { } files)
            return _published.FirstOrDefault(set => set.Name == dataset)?.TrainImages;
        // The other formats have no header with the number.
        if (files.Kind != FileDatasetKind.Idx || IdxFolder.FindFile(files.Path, IdxFolder.FileNames[0]) is not { } path)
            return null;
        using var images = IdxFile.OpenImages(path);
        return images.Count;
    }

    /// <summary>All data sets that have a name, with the checksums of their files verified.</summary>
    public IReadOnlyList<DatasetListing> List(CancellationToken cancellation) =>
        [.. _published.Select(set => Describe(set, cancellation)), DescribeGlyphs()];

    /// <summary>The entry of <see cref="List"/> for one data set.</summary>
    /// <exception cref="SweepException">No published data set has that name.</exception>
    public DatasetListing Verify(string name, CancellationToken cancellation) =>
        name == GlyphSettings.Name ? DescribeGlyphs() : Describe(FindPublished(name), cancellation);

    /// <summary>Fetches a published data set, unless it is on this machine already; damaged files in the cache are replaced.</summary>
    /// <exception cref="SweepException">No published data set has that name, or no mirror has served it.</exception>
    public DatasetListing Fetch(string name, CancellationToken cancellation)
    {
        if (name == GlyphSettings.Name)
            return DescribeGlyphs();
        var set = FindPublished(name);
        var listing = Describe(set, cancellation);
        if (listing.State == DatasetState.Verified)
            return listing;
        _downloader.Fetch(set, CacheOf(set), cancellation);
        return Describe(set, cancellation);
    }

    public void Dispose()
    {
        foreach (var reference in _loaded.Values)
            reference.Dispose();
        if (_ownsCache)
            _cache.Dispose();
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    private (string Key, Func<CancellationToken, Dataset> Load) Resolve(string dataset, string relativeTo)
    {
        if (GlyphSettings.TryParse(dataset) is { } glyphs)
            return (glyphs.ToString(), cancellation => GlyphGenerator.Generate(glyphs, cancellation));
        if (FileDataset.TryParse(dataset)?.ToAbsolute(relativeTo) is { } files)
            return (files.ToString(), cancellation => LoadFiles(dataset, files, cancellation));

        var set = FindPublished(dataset);
        // Libraries with other folders may share the cache.
        return ($"{set.Name} in {_folders}", cancellation => LoadPublished(set, cancellation));
    }

    private static Dataset LoadFiles(string name, FileDataset files, CancellationToken cancellation)
    {
        var (train, test) = FileDatasetReader.Read(files, cancellation);
        var names = Enumerable.Range(0, train.Classes).Select(label => $"{label}").ToArray();
        return new(name, train, test, DatasetFingerprint.Compute(train, test), names);
    }

    private Dataset LoadPublished(PublishedDataset set, CancellationToken cancellation)
    {
        RequireGivenFolder();
        var found = DatasetLocator.Find(set, _folders, cancellation);
        if (found is not { IsComplete: true } && PublishedArchive.Find(set, _folders, cancellation) is { } archive)
            return new(set.Name, archive.Train, archive.Test, set.Fingerprint, set.ClassNames);
        if (found is not { IsComplete: true })
        {
            if (!Downloads)
                throw new SweepException($"the files of {set.Title} are in none of the folders {string.Join(", ", _folders.List())}.");
            _downloader.Fetch(set, CacheOf(set), cancellation);
            found = DatasetLocator.Find(set, _folders, cancellation)!;
        }

        if (found.Check(set, cancellation) is { } problem)
        {
            throw new SweepException(
                $"{problem}: it is not {set.Title} as published. Delete it and run './sweep data fetch {set.Name}', "
                + "or, if it is a data set of "
                + $"your own, write dataset: idx:{found.Folder}");
        }

        var (train, test) = found.AsFolder().Read(set.ClassNames.Length, cancellation);
        return new(set.Name, train, test, set.Fingerprint, set.ClassNames);
    }

    private void RequireGivenFolder()
    {
        if (_folders.Given is { } given && !Directory.Exists(given))
            throw new SweepException(
                $"--data: the folder {given} does not exist. Name the folder that holds the data sets, or leave it out.");
    }

    private DatasetListing Describe(PublishedDataset set, CancellationToken cancellation)
    {
        RequireGivenFolder();
        var found = DatasetLocator.Find(set, _folders, cancellation);
        if (found is not { IsComplete: true } && PublishedArchive.Find(set, _folders, cancellation) is { } archive)
        {
            archive.Dispose();
            return new(
                set.Name, set.Title, set.TrainImages, set.TestImages, DatasetState.Verified, Path.GetDirectoryName(archive.Path), "");
        }

        var problem = found?.Check(set, cancellation);
        var (state, detail) = (found, problem) switch
        {
            (null, _) => (DatasetState.Absent, ""),
            (_, { } wrong) => (DatasetState.Damaged, wrong),
            ({ IsComplete: false }, _) => (DatasetState.Absent, $"{found.Count} of {set.Files.Length} files"),
            _ => (DatasetState.Verified, ""),
        };
        return new(set.Name, set.Title, set.TrainImages, set.TestImages, state, found?.Folder, detail);
    }

    private static DatasetListing DescribeGlyphs()
    {
        var settings = new GlyphSettings();
        return new(GlyphSettings.Name, "synthetic digits", settings.Train, settings.Test, DatasetState.Generated, null, "");
    }

    private PublishedDataset FindPublished(string name) =>
        _published.FirstOrDefault(set => set.Name == name) ?? throw new SweepException(
            $"There is no data set '{name}'. Allowed: {string.Join(", ", _published.Select(set => set.Name))}, "
            + $"{GlyphSettings.Name}, {FileDataset.Forms}.");

    private string CacheOf(PublishedDataset set) => Path.Combine(_folders.Cache, set.Folders[0]);
}
