using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Sweeps;

/// <summary>Selects sweeps by what people wrote down about them.</summary>
/// <param name="Tags">Tags that a sweep must all have, in capitals or not.</param>
/// <param name="Text">A text that its id, description, tags or data set must contain, in capitals or not; empty: any.</param>
public sealed record SweepFilter(IReadOnlyList<string> Tags, string Text)
{
    /// <summary>Whether every sweep is selected.</summary>
    public bool IsEmpty => Tags.Count == 0 && Text.Length == 0;

    /// <param name="spec">The sweep's spec; null if this version can't read it: then it has an id alone.</param>
    public bool Includes(SweepRecord sweep, SweepSpec? spec) =>
        Tags.All(tag => spec?.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase) == true)
        && (Text.Length == 0
            || new[] { sweep.Id, spec?.Description, spec?.Data.Dataset }.Concat(spec?.Tags ?? [])
                .Any(part => part?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true));

    /// <summary>The filter in words, for messages.</summary>
    public override string ToString() => string.Join(
        " and ",
        Tags.Select(tag => $"the tag '{tag}'").Concat(Text.Length == 0 ? [] : [$"'{Text}' in its id, description, tags or data set"]));
}
