using System.Globalization;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Results.Text;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Coordinator.Doctor;

/// <summary>Checks data sets, the results folder and free space.</summary>
internal static class StorageCheck
{
    private const double Gigabyte = 1e9;

    /// <summary>Minimum free space in bytes: the checkpoints of a sweep of a thousand trials need about as much.</summary>
    private const long MinRoom = 1_000_000_000;

    public static IReadOnlyList<Finding> Datasets(CommandSettings settings, CancellationToken cancellation)
    {
        try
        {
            using var library = new DatasetLibrary(DatasetFolders.Find(settings.Data));
            return [.. library.List(cancellation).Select(Dataset)];
        }
        catch (SweepException mistake)
        {
            return [new("data sets", mistake.Message, "", IsProblem: true)];
        }
    }

    public static async Task<IReadOnlyList<Finding>> ResultsAsync(
        CommandHost host, CommandSettings settings, CancellationToken cancellation)
    {
        try
        {
            await using var store = host.OpenStore(settings);
            var sweeps = await store.ListSweepsAsync(cancellation);
            return
            [
                new("results", $"{ResultStores.Place(settings)}: {FigureText.Plural(sweeps.Count, "sweep")}"),
                .. await CheckpointsAsync(settings, cancellation),
                Room(settings.Home),
                .. Access(settings.Home),
            ];
        }
        catch (SweepException refusal)
        {
            return [new("results", refusal.Message, "", IsProblem: true)];
        }
    }

    // The folder in the home folder is checked with that.
    private static async Task<IEnumerable<Finding>> CheckpointsAsync(CommandSettings settings, CancellationToken cancellation)
    {
        if (settings.Checkpoints is not { } place)
            return [];
        try
        {
            using var checkpoints = CheckpointStores.Open(settings);
            await checkpoints.CheckAsync(settings.CheckpointOption, cancellation);
            return [new("checkpoints", place)];
        }
        catch (SweepException refusal)
        {
            return [new("checkpoints", refusal.Message, "", IsProblem: true)];
        }
    }

    private static Finding Dataset(DatasetListing listing) => listing.State switch
    {
        DatasetState.Generated => new(listing.Name, "drawn when needed"),
        DatasetState.Verified => new(listing.Name, $"verified in {listing.Folder}"),
        DatasetState.Absent => new(
            listing.Name,
            $"not on this machine{(listing.Detail.Length > 0 ? $": {listing.Detail}" : "")}",
            $"Fetched on first use, or with: ./sweep data fetch {listing.Name}"),
        DatasetState.Damaged => new(
            listing.Name, listing.Detail, $"Delete the file and run: ./sweep data fetch {listing.Name}", IsProblem: true),
        _ => throw new ArgumentOutOfRangeException(nameof(listing), listing.State, "Unknown state."),
    };

    /// <summary>Reports a home folder that other users can access. New ones are private; a wider one may be shared on purpose, so it is not
    /// changed.</summary>
    private static IEnumerable<Finding> Access(string home)
    {
        const UnixFileMode group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows() || !Directory.Exists(home))
            yield break;
        var mode = File.GetUnixFileMode(home);
        if ((mode & (group | others)) == 0)
            yield break;
        yield return new(
            "access",
            $"{home} is open to other users of this machine (its mode is {Convert.ToString((int)mode, 8)})",
            $"Where it is not shared on purpose: chmod -R go= {home}",
            IsProblem: (mode & UnixFileMode.OtherWrite) != 0);
    }

    private static Finding Room(string home)
    {
        long free;
        try
        {
            free = new DriveInfo(home).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return new("free space", $"unknown ({error.Message})");
        }

        var text = $"{(free / Gigabyte).ToString("F1", CultureInfo.InvariantCulture)} GB for results and checkpoints";
        return free >= MinRoom
            ? new("free space", text)
            : new("free space", text, "Make room, or keep results elsewhere with --home.", IsProblem: true);
    }
}
