namespace SweepCluster.Model.Spec.Parsing;

/// <summary>One problem of a spec: its position, the mistake, and the remedy.</summary>
/// <param name="Line">1-based line; 0 if <paramref name="File"/> is an option, which has no lines.</param>
/// <param name="Column">1-based column; 0 for an option.</param>
/// <param name="Path">The place in words of the file, e.g. <c>space.lr</c>.</param>
/// <param name="Message">What is wrong and with which value.</param>
/// <param name="Remedy">What is allowed, with the nearest valid name for a typo.</param>
/// <param name="File">The extended file that contains the problem, or the option that was given beside the file; null for the spec
/// itself.</param>
public sealed record SpecProblem(int Line, int Column, string Path, string Message, string Remedy, string? File = null)
{
    /// <summary>The form compilers use, which editors make clickable.</summary>
    /// <param name="file">The spec's file.</param>
    public string Format(string file) =>
        $"{File ?? file}{(Line == 0 ? "" : $":{Line}:{Column}")}: {Path}: {Message} {Remedy}".TrimEnd();
}
