using SweepCluster.Model;

namespace SweepCluster.Training.Checkpoints;

/// <summary>The port to where a trial's checkpoint files lie: reachable from every machine that may train the trial, so that it goes on
/// anywhere. A file is there whole or not at all, however a process ends, and a later write replaces it.</summary>
public interface ICheckpointFiles
{
    /// <summary>Where a file is or would be, for messages.</summary>
    string Locate(string name);

    /// <summary>Whether there is such a file, be it damaged or not.</summary>
    /// <exception cref="SweepException">A server does not answer, or refuses (Environment).</exception>
    bool Exists(string name);

    /// <summary>Null: there is no such file.</summary>
    /// <exception cref="SweepException">It is damaged (Input) or can't be read (Environment).</exception>
    SafetensorsFile? Read(string name);

    /// <summary>The metadata alone; null: there is no such file, or it is damaged.</summary>
    /// <exception cref="SweepException">It can't be read (Environment).</exception>
    IReadOnlyDictionary<string, string>? ReadMetadata(string name);

    /// <summary>Deletes temporary files that processes left when they were killed within a write.</summary>
    /// <param name="before">Younger files may be being written, and stay.</param>
    void DeleteAbandoned(DateTimeOffset before);

    /// <exception cref="SweepException">There is no room, or no permission.</exception>
    void Write(string name, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata);

    /// <summary>Puts a file in the place of another.</summary>
    /// <exception cref="SweepException">It can't be renamed.</exception>
    void Rename(string name, string newName);

    /// <summary>Renames a file that can't be used, so that it is kept for people and read by nobody.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="SweepException">It can't be renamed.</exception>
    string SetAside(string name);

    /// <summary>Nothing happens where there is no such file.</summary>
    /// <exception cref="SweepException">It can't be deleted.</exception>
    void Delete(string name);
}
