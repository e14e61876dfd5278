using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Reporting.TensorBoard;

/// <summary>A sweep's event files, <c>DIR/SWEEP/trial-00007/events.out.tfevents.*</c>, one per trial. They are derived from the records:
/// writing appends the missing events, and if a file differs, because of a torn record or a trial that began again, it is rewritten from
/// there. So no step is lost or doubled, however often it is written and by which process.</summary>
public sealed class TensorBoardFolder
{
    private readonly string _folder;
    private readonly IResultReader _store;
    private readonly Sweep _sweep;
    private readonly string _file;

    /// <param name="folder">The folder for all sweeps; it is created if it is missing.</param>
    /// <exception cref="SweepException">The folder can't be created.</exception>
    public TensorBoardFolder(string folder, IResultReader store, Sweep sweep)
    {
        (_folder, _store, _sweep) = (Path.Combine(Prepared(folder), sweep.Id), store, sweep);
        // A trial's file never changes its name. TensorBoard reads every file with this word in its name.
        _file = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{sweep.Record.CreatedAt.ToUnixTimeSeconds()}.{sweep.Id}");
    }

    /// <summary>The folder of the sweep's trials.</summary>
    public string Folder => _folder;

    /// <summary>Creates the folder, so that an invalid one is refused before anything is run.</summary>
    /// <returns>Its absolute path.</returns>
    /// <exception cref="SweepException">The folder can't be created.</exception>
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
    /// <returns>The number of trials.</returns>
    public async Task<long> WriteAllAsync(CancellationToken cancellation)
    {
        var count = 0L;
        // Both are ordered by trial.
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

    // TensorBoard keeps the file open and continues reading at its end, so it is never replaced.
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
