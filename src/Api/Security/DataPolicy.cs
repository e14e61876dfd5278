using SweepCluster.Model;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Api.Security;

/// <summary>Decides which folders of this machine a remote user may name: those below a folder that <c>--allow-data</c> permits. The
/// refusal is the same whether a folder exists or not, so that it does not reveal which folders exist.</summary>
internal sealed class DataPolicy(IReadOnlyList<string> allowed)
{
    /// <param name="dataset">The data set as the spec names it.</param>
    /// <param name="folder">The folder of data sets that the request names, or null.</param>
    /// <exception cref="SweepException">The folder is not permitted.</exception>
    public void Check(string dataset, string? folder)
    {
        foreach (var path in FileDataset.TryParse(dataset)?.Paths ?? [])
            Check(path, "dataset", dataset);
        if (folder is not null)
            Check(folder, "data", folder);
    }

    private void Check(string folder, string place, string given)
    {
        // A relative path would refer to the server's working folder, which remote users can't know.
        if (folder.Contains('\0') || !Path.IsPathFullyQualified(folder) || !allowed.Any(root => IsBelow(Path.GetFullPath(folder), root)))
            throw new SweepException($"{place}: '{given}' names a path of the server that it doesn't permit. "
                + "Its operator permits folders with: ./sweep serve --allow-data DIR");
    }

    private static bool IsBelow(string folder, string root)
    {
        var path = Path.GetRelativePath(root, folder);
        return !Path.IsPathRooted(path) && path.Split(Path.DirectorySeparatorChar)[0] != "..";
    }
}
