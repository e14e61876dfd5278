namespace SweepCluster.Training.Data.Library;

/// <summary>How far the download of one file is.</summary>
/// <param name="Dataset">Such as <c>mnist</c>.</param>
/// <param name="File">The file's name.</param>
/// <param name="FileNumber">1-based, out of <paramref name="Files"/>.</param>
/// <param name="Bytes">Received so far, out of <paramref name="TotalBytes"/>; what an earlier attempt left behind included. Can
/// fall when a server makes us start again.</param>
/// <param name="Mirror">The host it comes from.</param>
public readonly record struct DownloadProgress(
    string Dataset,
    string File,
    int FileNumber,
    int Files,
    long Bytes,
    long TotalBytes,
    string Mirror);
