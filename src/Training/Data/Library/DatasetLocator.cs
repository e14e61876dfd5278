namespace SweepCluster.Training.Data.Library;

/// <summary>The files of a published data set found in one folder, in the order of <see cref="IdxFolder.FileNames"/>; null for a missing
/// file.</summary>
internal sealed record FoundFiles(string Folder, string?[] Paths)
{
    public int Count => Paths.Count(path => path is not null);

    public bool IsComplete => Paths.All(path => path is not null);

    public IdxFolder AsFolder() => new(Paths[0]!, Paths[1]!, Paths[2]!, Paths[3]!);

    /// <summary>Null if all files are as published; else the file that is not, and the reason.</summary>
    public string? Check(PublishedDataset set, CancellationToken cancellation) =>
        Paths.Zip(set.Files)
            .Where(pair => pair.First is not null)
            .Select(pair => pair.Second.Check(pair.First!, cancellation) is { } problem ? $"{pair.First} {problem}" : null)
            .FirstOrDefault(problem => problem is not null);
}

/// <summary>Finds the files of published data sets.</summary>
internal static class DatasetLocator
{
    /// <summary>The first folder with all files, else the folder with the maximum number of them, else null.</summary>
    public static FoundFiles? Find(PublishedDataset set, DatasetFolders folders, CancellationToken cancellation)
    {
        string?[] roots = [folders.Given, folders.Configured, folders.Cache];
        // Keras may keep other data under the same names, and replaces its files itself: files there count only if they are as published.
        var kept = folders.Keras is { } keras
            ? Candidates(set, keras, cancellation).Where(files => files.IsComplete && files.Check(set, cancellation) is null)
            : [];
        var found = roots.OfType<string>().SelectMany(root => Candidates(set, root, cancellation)).ToList();
        if (!found.Exists(files => files.IsComplete))
            found.AddRange(kept);
        return found.FirstOrDefault(files => files.IsComplete) ?? found.Where(files => files.Count > 0).MaxBy(files => files.Count);
    }

    private static IEnumerable<FoundFiles> Candidates(PublishedDataset set, string root, CancellationToken cancellation)
    {
        foreach (var folder in set.Folders)
            yield return FindIn(set, Path.Combine(root, folder));
        var flat = FindIn(set, root);
        if (flat.IsComplete && IsOf(set, flat, cancellation))
            yield return flat;
    }

    private static FoundFiles FindIn(PublishedDataset set, string folder) =>
        new(folder, [.. set.Files.Select(file => IdxFolder.FindFile(folder, file.Name))]);

    // All published sets use the same file names; the checksum of the smallest file identifies the set.
    private static bool IsOf(PublishedDataset set, FoundFiles files, CancellationToken cancellation)
    {
        var smallest = Array.IndexOf(set.Files, set.Files.MinBy(file => file.GzipBytes));
        return set.Files[smallest].Check(files.Paths[smallest]!, cancellation) is null;
    }
}
