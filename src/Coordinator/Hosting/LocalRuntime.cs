using System.Collections.Concurrent;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Torch;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The embedded runtime with the selected trainer and the data sets of this machine.</summary>
internal sealed class LocalRuntime : IEmbeddedRuntime
{
    // One cache for all sweeps, whatever their folders.
    private readonly DatasetCache _datasets = new();
    // One library per folder given with --data, which may differ from sweep to sweep.
    private readonly ConcurrentDictionary<string, DatasetLibrary> _libraries = new(StringComparer.Ordinal);
    private readonly CommandSettings _settings;
    private readonly TimeProvider _time;
    private readonly DownloadLine _downloads;
    private readonly DecisionFile? _decisions;
    private readonly ICheckpointStorage _checkpoints;
    private readonly EmbeddedSweepService _service;

    /// <param name="error">Receives the progress of downloads of data sets.</param>
    /// <exception cref="SweepException">There is no such device to train on, the bucket of checkpoints can't be used, or the log file
    /// can't be written.</exception>
    public LocalRuntime(CommandSettings settings, IResultStore store, TimeProvider time, TextWriter error, Terminal terminal)
    {
        (_settings, _time, _downloads) = (settings, time, new(error, terminal));
        if (settings.TorchDevice is { } device && TorchTrainers.Missing(device) is { } reason)
            throw new SweepException($"--trainer: {reason}");
        _checkpoints = OpenCheckpoints(settings);
        _decisions = settings.LogFile is { } file ? DecisionFile.Open(file, time, error) : null;
        var options = new EmbeddedOptions(settings.Workers, settings.CheckpointRoot)
        {
            Packing = settings.Packing,
            Decisions = _decisions is null ? DecisionLog.None : new(_decisions),
        };
        _service = new(store, TrainerFor, options, time);
    }

    /// <summary>Opens the selected trainer without a store, for measurements.</summary>
    /// <exception cref="SweepException">There is no such device to train on.</exception>
    public static OpenedTrainer OpenTrainer(CommandSettings settings, TimeProvider time)
    {
        var library = new DatasetLibrary(DatasetFolders.Find(settings.Data));
        return new(CreateTrainer(settings, library, time), library);
    }

    public ISweepService Service => _service;

    public EmbeddedSweepService Embedded => _service;

    public string Accelerator => _settings.TorchDevice is null or "cpu" ? "cpu" : "gpu";

    public DatasetPin? LoadData(string dataset, string? folder, DatasetPin? pinned, CancellationToken cancellation)
    {
        var pin = pinned ?? new(Environment.CurrentDirectory, Fingerprint: null);
        // Ends the line of a download, whether it succeeded or not.
        using (_downloads)
        {
            using var opened = Library(folder).Open(dataset, pin, cancellation);
            return pin with { Fingerprint = opened.Dataset.Fingerprint };
        }
    }

    public Task<IReadOnlyList<SlotStatus>> SlotsAsync(CancellationToken cancellation)
    {
        var running = _service.Running().ToLookup(entry => entry.Trial.Slot);
        var device = _settings.TorchDevice is { } named ? $"TorchSharp on {named}" : "CPU trainer";
        return Task.FromResult<IReadOnlyList<SlotStatus>>([.. Enumerable.Range(0, _settings.Workers).Select(Slot)]);

        SlotStatus Slot(int slot) => new(
            $"worker {slot}",
            _settings.TorchDevice is null or "cpu" ? Model.Configurations.Accelerator.Cpu : Model.Configurations.Accelerator.Gpu, device,
            false,
            [.. running[slot].Select(entry => Trial(entry.Sweep, entry.Trial))]);

        static SlotTrialStatus Trial(string sweep, RunningTrial trial) =>
            new(sweep, trial.Trial, trial.Attempt, trial.Progress, trial.EpochTarget, trial.SamplesPerSecond);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        foreach (var library in _libraries.Values)
            library.Dispose();
        _datasets.Dispose();
        _checkpoints.Dispose();
        _decisions?.Dispose();
    }

    // A bucket that can't be used is reported before the first trial; a folder is created with its first file.
    private static ICheckpointStorage OpenCheckpoints(CommandSettings settings)
    {
        var checkpoints = CheckpointStores.Open(settings);
        if (!settings.RequiresCheckpoints || !CheckpointPlace.IsBucket(checkpoints.Place))
            return checkpoints;
        try
        {
            Task.Run(() => checkpoints.CheckAsync(settings.CheckpointOption, CancellationToken.None)).GetAwaiter().GetResult();
            return checkpoints;
        }
        catch
        {
            checkpoints.Dispose();
            throw;
        }
    }

    private ITrainer TrainerFor(SweepRecord sweep) =>
        CreateTrainer(_settings, Library(_settings.Data ?? sweep.DataFolder), _time, _checkpoints.Open);

    private static ITrainer CreateTrainer(
        CommandSettings settings, DatasetLibrary library, TimeProvider time, Func<string, ICheckpointFiles>? openCheckpoints = null)
    {
        if (settings.TorchDevice is not { } device)
            return new CpuTrainer(library, time, openCheckpoints);
        return TorchTrainers.TryCreate(device, library, time, out var trainer, out var reason, openCheckpoints)
            ? trainer
            : throw new SweepException($"--trainer: {reason}");
    }

    private DatasetLibrary Library(string? folder) => _libraries.GetOrAdd(
        folder ?? "", _ => new(DatasetFolders.Find(folder), _settings.Quiet || _settings.Json ? null : _downloads, _datasets));
}
