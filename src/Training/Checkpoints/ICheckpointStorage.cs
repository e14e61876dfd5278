using SweepCluster.Model;

namespace SweepCluster.Training.Checkpoints;

/// <summary>The port to where the checkpoints of all sweeps are kept: a folder, or a bucket of S3-compatible storage. Every machine that
/// trains trials of a sweep uses the same one.</summary>
public interface ICheckpointStorage : IDisposable
{
    /// <summary>The place itself, as <see cref="Model.Files.CheckpointPlace"/> reads it.</summary>
    string Place { get; }

    /// <summary>Opens the files of one trial. Nothing is read, and nothing is created before the first file is written.</summary>
    /// <param name="place">The place of the trial: its lease's <see cref="Model.Trials.TrialLease.CheckpointFolder"/>.</param>
    ICheckpointFiles Open(string place);

    /// <summary>Writes a small file, reads it and deletes it, so that a volume that was mounted for reading alone, or a wrong bucket or
    /// credential, shows before a trial is trained. A folder is created where there is none.</summary>
    /// <param name="setting">The setting or option that names the place, for the message.</param>
    /// <exception cref="SweepException">One of them is refused (Environment); the message names the place and the remedy.</exception>
    Task CheckAsync(string setting, CancellationToken cancellation);

    /// <summary>Lists the place, for a process that only reads checkpoints. A folder that does not exist holds none.</summary>
    /// <param name="setting">The setting or option that names the place, for the message.</param>
    /// <exception cref="SweepException">It can't be listed (Environment); the message names the place and the remedy.</exception>
    Task CheckReadingAsync(string setting, CancellationToken cancellation);

    /// <summary>Lists the trials of a sweep that have files, with the size of the files; empty if none has.</summary>
    /// <exception cref="SweepException">They can't be read (Environment).</exception>
    Task<IReadOnlyList<StoredCheckpoints>> ListAsync(string sweepId, CancellationToken cancellation);

    /// <summary>Deletes all files of one trial, or of a whole sweep. Nothing happens where there is none.</summary>
    /// <param name="trial">The trial as <see cref="ListAsync"/> names it; null: the files of all trials are deleted.</param>
    /// <exception cref="SweepException">A file can't be deleted (Environment); others may be gone by then.</exception>
    Task DeleteAsync(string sweepId, string? trial, CancellationToken cancellation);
}
