using SweepCluster.Model.Spec;

namespace SweepCluster.Results.Text;

/// <summary>Formats where claims and published figures come from.</summary>
public static class SourceText
{
    /// <summary>The words in quotation marks, then the place: <c>"seems to be better" (cell 14)</c>; empty without a source.</summary>
    public static string Quoted(ClaimSource? source) => source switch
    {
        null => "",
        { Words: "" } => $"cell {source.Cell}",
        { Cell: "" } => $"\"{source.Words}\"",
        _ => $"\"{source.Words}\" (cell {source.Cell})",
    };
}
