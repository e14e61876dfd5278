namespace SweepCluster.Contracts.Spec.Reading;

/// <summary>Gathers everything wrong with a file.</summary>
internal sealed class ProblemList
{
    private readonly List<SpecProblem> _problems = [];

    public int Count => _problems.Count;

    public void Add(TextPosition position, string path, string message, string remedy) =>
        _problems.Add(new(position.Line, position.Column, path, message, remedy, position.File));

    public void Add(YamlNode node, string path, string message, string remedy)
    {
        if (node is not YamlNode.Unreadable)
            Add(node.Position, path, message, remedy);
    }

    /// <summary>In the order of the file, each once; those of files that it extends come last.</summary>
    public EquatableArray<SpecProblem> Sorted() =>
        _problems.Distinct().OrderBy(problem => problem.File ?? "", StringComparer.Ordinal).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column).ToEquatableArray();
}
