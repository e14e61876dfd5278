namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Shortens the user's texts in messages.</summary>
internal static class ShortText
{
    private const int MaxListed = 12;

    /// <summary>The text, or its beginning and three dots where it has more than <paramref name="max"/> characters.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
            return text;
        var end = max - 3;
        // A cut must not separate the halves of a character.
        if (char.IsHighSurrogate(text[end - 1]))
            end--;
        return text[..end] + "...";
    }

    /// <summary>The texts with commas between them; of many only the first ones, and the number of the others.</summary>
    public static string List(IReadOnlyCollection<string> texts) => texts.Count <= MaxListed
        ? string.Join(", ", texts)
        : $"{string.Join(", ", texts.Take(MaxListed))} and {texts.Count - MaxListed:N0} more";
}
