using System.Text.Json;
using System.Text.Json.Serialization;

namespace SweepCluster.Bench.Measuring;

/// <summary>Writes what a benchmark measured, with the machine it was measured on.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="file">Null: nothing is written.</param>
    public static void Write(FileInfo? file, Machine machine, object figures)
    {
        if (file is null)
            return;
        file.Directory!.Create();
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(new { machine, figures }, Format) + "\n");
        Console.WriteLine($"wrote {file.FullName}");
    }
}
