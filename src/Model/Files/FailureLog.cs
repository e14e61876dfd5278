using System.Globalization;

namespace SweepCluster.Model.Files;

/// <summary>Records the details of internal errors, so that the user sees one line.</summary>
public static class FailureLog
{
    /// <summary>Writes the error into a file of its own and returns the message for the user.</summary>
    public static string Report(Exception error, string folder, TimeProvider time)
    {
        var summary = $"Internal error: {error.GetType().Name}: {error.Message.Split('\n', 2)[0].TrimEnd()}";
        var stamp = time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        // If the home folder was deleted, so were the results in it.
        var safe = Directory.Exists(Path.GetDirectoryName(folder))
            ? "Recorded results are safe; please report this."
            : "Please report this.";
        try
        {
            OwnerOnly.CreateFolder(folder);
            var file = Path.Combine(folder, $"error-{stamp}.log");
            OwnerOnly.WriteText(file, $"{time.GetUtcNow():O}\nsweep {typeof(FailureLog).Assembly.GetName().Version}\n{error}\n");
            return $"{summary} Details: {file}. {safe}";
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return $"{summary} (the details could not be written to {folder}: {unwritable.Message})";
        }
    }
}
