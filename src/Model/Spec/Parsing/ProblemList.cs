namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Collects all problems of a file.</summary>
/// <param name="cancellation">Cancels the reading, which passes this list to all its parts.</param>
internal sealed class ProblemList(CancellationToken cancellation = default)
{
    /// <summary>Maximum number of problems that are listed.</summary>
    public const int MaxListed = 1_000;

    private const int MaxPath = 300;
    private const int MaxText = 2_000;

    private readonly List<SpecProblem> _problems = [];
    private SpecProblem? _more;

    /// <summary>Number of problems, including those that are not listed.</summary>
    public int Count { get; private set; }

    /// <summary>Throws if the reading was cancelled. It is called for each part of a file and in each loop that is at least as long as the
    /// file.</summary>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public void ThrowIfCancelled() => cancellation.ThrowIfCancellationRequested();

    public void Add(TextPosition position, string path, string message, string remedy)
    {
        Count++;
        // The path of an empty key is empty.
        path = path.Length == 0 ? "file" : ShortText.Cut(path, MaxPath);
        if (Count <= MaxListed)
        {
            _problems.Add(new(
                position.Line, position.Column, path, ShortText.Cut(message, MaxText),
                ShortText.Cut(remedy, MaxText), position.File));
        }
        else
        {
            _more ??= new(
                position.Line, position.Column, "file", $"There are more than {MaxListed:N0} problems, and the others are not listed.",
                "Correct these first.", position.File);
        }
    }

    public void Add(YamlNode node, string path, string message, string remedy)
    {
        if (node is not YamlNode.Unreadable)
            Add(node.Position, path, message, remedy);
    }

    /// <summary>The problems in the order of the file, each once; problems of files that it extends come last.</summary>
    public EquatableArray<SpecProblem> Sorted() =>
    [
        .. _problems.Distinct()
            .OrderBy(problem => problem.File ?? "", StringComparer.Ordinal)
            .ThenBy(problem => problem.Line)
            .ThenBy(problem => problem.Column),
        .. _more is null ? (SpecProblem[])[] : [_more],
    ];
}
