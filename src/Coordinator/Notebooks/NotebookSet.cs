using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Coordinator.Notebooks;

/// <summary>A notebook whose comparisons are reproduced.</summary>
/// <param name="Key">N0 to N4.</param>
/// <param name="Tag">The tag of its specs.</param>
/// <param name="Title">The title, for people.</param>
internal sealed record Notebook(string Key, string Tag, string Title);

/// <summary>A comparison of a notebook.</summary>
/// <param name="File">The spec's file name.</param>
internal sealed record Comparison(Notebook Notebook, string File, SweepSpec Spec);

/// <summary>The specs of the notebooks.</summary>
internal static class NotebookSet
{
    public static readonly Notebook[] All =
    [
        new("N0", "mnist-lab", "MNIST with Keras: width, depth, activations"),
        new("N1", "lr-range", "MNIST with Keras: learning-rate range tests"),
        new("N2", "fashion", "Fashion-MNIST with Keras: the gap between training and test"),
        new("N3", "rmsprop", "MNIST with Keras: RMSprop"),
        new("N4", "optimizers", "MNIST with TensorFlow 1: optimizers, rates, batches"),
    ];

    /// <summary>The comparisons of the named notebooks, or of all, in the order in which they can be run.</summary>
    /// <param name="folder">The folder of the specs; null: <c>sweeps/notebooks</c> of the working folder, or of the folder in which this
    /// program was built.</param>
    /// <exception cref="SweepException">There is no such notebook or folder, or a spec is invalid.</exception>
    public static IReadOnlyList<Comparison> Read(string? folder, IReadOnlyCollection<string> keys)
    {
        var unknown = keys.FirstOrDefault(key => All.All(notebook => !Names(notebook, key)));
        if (unknown is not null)
            throw new SweepException($"notebooks: there is no notebook '{unknown}'. "
                + $"There are {string.Join(", ", All.Select(notebook => $"{notebook.Key} ({notebook.Tag})"))}.");
        var files = Directory.EnumerateFiles(Find(folder), "*.yaml").Order(StringComparer.Ordinal).ToArray();
        var comparisons = files.Select(file => (File: Path.GetFileName(file), Spec: SpecFile.Read(file))).ToArray();
        return
        [
            .. from notebook in All
               where keys.Count == 0 || keys.Any(key => Names(notebook, key))
               from comparison in comparisons
               where comparison.Spec.Tags.Contains(notebook.Tag)
               select new Comparison(notebook, comparison.File, comparison.Spec),
        ];
    }

    private static bool Names(Notebook notebook, string key) =>
        string.Equals(notebook.Key, key, StringComparison.OrdinalIgnoreCase) || notebook.Tag == key;

    private static string Find(string? folder)
    {
        if (folder is not null)
            return Directory.Exists(folder)
                ? folder
                : throw new SweepException($"--specs: the folder {folder} does not exist. Name the folder of the notebooks' specs.");
        foreach (var start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
        {
            for (var parent = new DirectoryInfo(start); parent is not null; parent = parent.Parent)
            {
                var candidate = Path.Combine(parent.FullName, "sweeps", "notebooks");
                if (Directory.Exists(candidate))
                    return candidate;
            }
        }

        throw new SweepException("notebooks: the folder sweeps/notebooks wasn't found. Name it with --specs.");
    }
}
