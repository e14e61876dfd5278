using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Reporting.TensorBoard;

/// <summary>A sweep's event files, <c>DIR/SWEEP/trial-00007/events.out.tfevents.*</c>, one per trial. They follow from what is recorded:
/// writing appends what a file lacks, and where it differs, in a torn record or a trial that began anew, it is written again from there. So
/// no step is lost or doubled, however often and from where it is written.</summary>
public sealed class TensorBoardFolder
{
    private readonly string _folder;
    private readonly IResultReader _store;
    private readonly Sweep _sweep;
    private readonly string _file;

    /// <param name="folder">For all sweeps; made where it is missing.</param>
    /// <exception cref="SweepException">It can't be made.</exception>
    public TensorBoardFolder(string folder, IResultReader store, Sweep sweep)
    {
        (_folder, _store, _sweep) = (Path.Combine(Prepared(folder), sweep.Id), store, sweep);
        // A trial's file has one name for good. TensorBoard reads whatever has this word in its name.
        _file = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{sweep.Record.CreatedAt.ToUnixTimeSeconds()}.{sweep.Id}");
    }

    /// <summary>Where the sweep's trials lie.</summary>
    public string Folder => _folder;

    /// <summary>Makes the folder, so that one that can't be made is refused before anything is run.</summary>
    /// <returns>Its absolute path.</returns>
    /// <exception cref="SweepException">It can't be made.</exception>
    public static string Prepared(string folder)
    {
        try
        {
            return Directory.CreateDirectory(UserPath.Full(folder)).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unwritable(folder, error);
        }
    }

    /// <summary>Brings one trial's file up to date.</summary>
    public async Task WriteAsync(long number, CancellationToken cancellation)
    {
        if (await _store.FindTrialAsync(_sweep.Id, number, cancellation) is not { } trial)
            return;
        var epochs = new List<EpochReport>();
        await foreach (var epoch in _store.ReadEpochsAsync(_sweep.Id, number, cancellation))
            epochs.Add(epoch.Report);
        Write(trial, epochs);
    }

    /// <summary>Brings the files of all recorded trials up to date.</summary>
    /// <returns>How many there are.</returns>
    public async Task<long> WriteAllAsync(CancellationToken cancellation)
    {
        var count = 0L;
        // Both come by trial.
        await using var epochs = _store.ReadEpochsAsync(_sweep.Id, trial: null, cancellation).GetAsyncEnumerator(cancellation);
        var more = await epochs.MoveNextAsync();
        await foreach (var trial in _store.ReadTrialsAsync(_sweep.Id, cancellation))
        {
            var reports = new List<EpochReport>();
            for (; more && epochs.Current.Trial <= trial.Trial; more = await epochs.MoveNextAsync())
            {
                if (epochs.Current.Trial == trial.Trial)
                    reports.Add(epochs.Current.Report);
            }

            Write(trial, reports);
            count++;
        }

        return count;
    }

    private void Write(TrialRecord trial, IReadOnlyList<EpochReport> epochs)
    {
        var group = string.Create(CultureInfo.InvariantCulture, $"{_sweep.Id} configuration {trial.Configuration}");
        var settings = _sweep.Configurations.VaryingSettings(trial.Configuration);
        var folder = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"trial-{trial.Trial:00000}"));
        try
        {
            Directory.CreateDirectory(folder);
            Complete(Path.Combine(folder, _file), TrialEvents.Build(group, trial, settings, epochs));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, error);
        }
    }

    // TensorBoard keeps the file open and reads on at its end, so that it is never replaced.
    private static void Complete(string path, byte[] events)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var existing = new byte[file.Length];
        file.ReadExactly(existing);
        var same = existing.AsSpan().CommonPrefixLength(events);
        if (same < existing.Length)
            file.SetLength(same);
        file.Position = same;
        file.Write(events.AsSpan(same));
    }

    private static SweepException Unwritable(string folder, Exception error) => new(
        $"--tensorboard: {folder} can't be written: {error.Message} Name a folder that can be made and has room.",
        SweepErrorKind.Environment, error);
}
