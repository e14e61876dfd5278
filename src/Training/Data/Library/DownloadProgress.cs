namespace SweepCluster.Training.Data.Library;

/// <summary>The progress of the download of one file.</summary>
/// <param name="Dataset">The name of the data set, such as <c>mnist</c>.</param>
/// <param name="File">The file's name.</param>
/// <param name="FileNumber">1-based number of the file, out of <paramref name="Files"/>.</param>
/// <param name="Bytes">Number of bytes received so far, out of <paramref name="TotalBytes"/>, including those of an earlier attempt. It can
/// fall if a server can't continue the file.</param>
/// <param name="Mirror">The host of the server.</param>
public readonly record struct DownloadProgress(
    string Dataset,
    string File,
    int FileNumber,
    int Files,
    long Bytes,
    long TotalBytes,
    string Mirror);
