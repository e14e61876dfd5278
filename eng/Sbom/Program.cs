using System.Globalization;
using System.Text.Json;
using SweepCluster.Sbom;

if (args is not [var root, var output])
{
    Console.Error.WriteLine("Usage: SweepCluster.Sbom ROOT FILE");
    return 2;
}

try
{
    var repository = new Repository(Path.GetFullPath(root));
    var packages = repository.ReadPackages();
    // https://reproducible-builds.org/specs/source-date-epoch
    DateTimeOffset? built = Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is { Length: > 0 } seconds
        ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture))
        : null;
    var file = Path.GetFullPath(output);
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    File.WriteAllText(file, BillOfMaterials.Write(repository.ReadVersion(), packages, built));
    var shipped = packages.Packages.Count(package => package.IsShipped);
    Console.WriteLine($"{file}: {packages.Packages.Count} packages, {shipped} of them in the programs");
    return 0;
}
catch (Exception unreadable) when (unreadable is InvalidDataException or JsonException or FormatException or OverflowException)
{
    Console.Error.WriteLine($"sweep sbom: {unreadable.Message}");
    return 2;
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"sweep sbom: {failure.Message}");
    return 1;
}
