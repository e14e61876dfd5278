namespace SweepCluster.Model.Spec.Parsing;

/// <summary>One thing wrong in a spec: where, what, and what would be right.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
/// <param name="Path">The place in words of the file, e.g. <c>space.lr</c>.</param>
/// <param name="Message">What is wrong and with which value.</param>
/// <param name="Remedy">What is allowed, with the nearest valid name for a typo.</param>
/// <param name="File">The file that the spec extends, where it stands there; null: the spec itself.</param>
public sealed record SpecProblem(int Line, int Column, string Path, string Message, string Remedy, string? File = null)
{
    /// <summary>The form compilers use, which editors make clickable.</summary>
    /// <param name="file">The spec's file.</param>
    public string Format(string file) => $"{File ?? file}:{Line}:{Column}: {Path}: {Message} {Remedy}".TrimEnd();
}
