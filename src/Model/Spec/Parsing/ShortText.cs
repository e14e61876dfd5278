namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Keeps what a user wrote short in messages.</summary>
internal static class ShortText
{
    private const int MaxListed = 12;

    /// <summary>The text, or its beginning and three dots where it has more than <paramref name="max"/> characters.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
            return text;
        var end = max - 3;
        // Not between the halves of a character.
        if (char.IsHighSurrogate(text[end - 1]))
            end--;
        return text[..end] + "...";
    }

    /// <summary>The texts with commas between them; of many the first ones, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> texts) => texts.Count <= MaxListed
        ? string.Join(", ", texts)
        : $"{string.Join(", ", texts.Take(MaxListed))} and {texts.Count - MaxListed:N0} more";
}
