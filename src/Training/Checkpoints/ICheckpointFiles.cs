using SweepCluster.Model;

namespace SweepCluster.Training.Checkpoints;

/// <summary>The storage of a trial's checkpoint files. It can be reached from every machine that may train the trial, so that the trial can
/// continue on any of them. A file is written whole or not at all, even if the process ends meanwhile, and a later write replaces
/// it.</summary>
public interface ICheckpointFiles
{
    /// <summary>The path that a file has or would have, for messages.</summary>
    string Locate(string name);

    /// <summary>Whether there is such a file, damaged or not.</summary>
    /// <exception cref="SweepException">The server of a bucket does not answer, or refuses (Environment).</exception>
    bool Exists(string name);

    /// <summary>Reads a file; null if there is no such file.</summary>
    /// <exception cref="SweepException">The file is damaged (Input) or can't be read (Environment).</exception>
    SafetensorsFile? Read(string name);

    /// <summary>Reads only the metadata; null if there is no such file, or it is damaged.</summary>
    /// <exception cref="SweepException">The file can't be read (Environment).</exception>
    IReadOnlyDictionary<string, string>? ReadMetadata(string name);

    /// <summary>Deletes temporary files of processes that were killed during a write.</summary>
    /// <param name="before">Younger files stay: they may still be written.</param>
    void DeleteAbandoned(DateTimeOffset before);

    /// <exception cref="SweepException">The disk is full, or the user has no permission.</exception>
    void Write(string name, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata);

    /// <summary>Renames a file, and replaces a file that has the new name.</summary>
    /// <exception cref="SweepException">The file can't be renamed.</exception>
    void Rename(string name, string newName);

    /// <summary>Renames an unusable file, so that it is kept for people and not read again.</summary>
    /// <returns>The new path.</returns>
    /// <exception cref="SweepException">The file can't be renamed.</exception>
    string SetAside(string name);

    /// <summary>Deletes a file; does nothing if there is no such file.</summary>
    /// <exception cref="SweepException">The file can't be deleted.</exception>
    void Delete(string name);
}
