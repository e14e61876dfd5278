namespace SweepCluster.Sbom;

/// <summary>A package of a lock file.</summary>
/// <param name="Url">Its package URL, such as <c>pkg:nuget/Npgsql@10.0.0</c>: the same package has the same URL in every lock file.</param>
/// <param name="Group">Scope of an npm package, with its <c>@</c>; null: none.</param>
/// <param name="Sha512">Base64; null: the lock file names no SHA-512.</param>
/// <param name="License">SPDX expression; null: the lock file names none.</param>
/// <param name="IsShipped">Whether it is part of the programs, rather than of their build or their tests.</param>
/// <param name="Dependencies">Package URLs.</param>
internal sealed record Package(
    string Url,
    string? Group,
    string Name,
    string Version,
    string? Sha512,
    string? License,
    bool IsShipped,
    IReadOnlyCollection<string> Dependencies);

/// <summary>A lock file.</summary>
/// <param name="Direct">URLs of the shipped packages that the project itself refers to.</param>
internal sealed record LockedPackages(IReadOnlyCollection<Package> Packages, IReadOnlyCollection<string> Direct)
{
    /// <summary>All lock files as one: each package once, shipped if any of them ships it.</summary>
    public static LockedPackages Merge(IReadOnlyCollection<LockedPackages> files) => new(
        [.. files.SelectMany(file => file.Packages).GroupBy(package => package.Url, StringComparer.Ordinal).Select(MergeOne)],
        [.. files.SelectMany(file => file.Direct).Distinct(StringComparer.Ordinal)]);

    private static Package MergeOne(IEnumerable<Package> same)
    {
        Package[] all = [.. same];
        if (all.Select(package => package.Sha512).Distinct().Count() > 1)
            throw new InvalidDataException($"The lock files name different contents of {all[0].Url}. Restore with --force-evaluate.");
        return all[0] with
        {
            IsShipped = all.Any(package => package.IsShipped),
            Dependencies = [.. all.SelectMany(package => package.Dependencies).Distinct(StringComparer.Ordinal)],
        };
    }
}
