using SweepCluster.Model;

namespace SweepCluster.Results.Tables;

/// <summary>Parses the filter language of trials and leaderboards, which docs/dashboard.md describes.</summary>
public static class FilterText
{
    private const int MaxConditions = 20;
    private const string Or = "or";
    private const string And = "and";

    // Stands for the word in: a character that nobody writes.
    private const string BetweenNameAndList = "\u001f";

    private static readonly char[] Signs = ['=', '<', '>', '!', '~'];

    /// <summary>Alternatives, each a list of conditions that must all hold; one empty alternative for an empty text.</summary>
    /// <param name="text">Conditions with blanks between them, e.g. <c>width >= 64 optimizer in [adam, sgd] or "no room"</c>. Blanks around
    /// operators don't matter; a value with blanks stands in double quotes or brackets.</param>
    /// <param name="option">The place in messages, such as <c>filter</c>.</param>
    /// <exception cref="SweepException">The text can't be read.</exception>
    public static IReadOnlyList<IReadOnlyList<TrialCondition>> Parse(string text, string option)
    {
        var alternatives = new List<IReadOnlyList<TrialCondition>>();
        var current = new List<TrialCondition>();
        var words = Joined([.. Words(text)]);
        foreach (var word in words.Where(word => word != And))
        {
            if (word != Or)
            {
                current.Add(Condition(word, option));
                continue;
            }

            if (current.Count == 0)
                throw new SweepException($"{option}: there is no condition before 'or'. Write \"or\" in quotes to search for it.");
            alternatives.Add(current);
            current = [];
        }

        if (current.Count == 0 && alternatives.Count > 0)
            throw new SweepException($"{option}: there is no condition after 'or'. Write \"or\" in quotes to search for it.");
        alternatives.Add(current);
        var count = alternatives.Sum(alternative => alternative.Count);
        return count <= MaxConditions
            ? alternatives
            : throw new SweepException($"{option}: {count} conditions are too many. Give up to {MaxConditions}.");
    }

    // An operator takes the words around it: width, >=, 64 are one condition, and so are width, in, [8, 16].
    private static List<string> Joined(IReadOnlyList<string> words)
    {
        var joined = new List<string>();
        for (var at = 0; at < words.Count; at++)
        {
            var word = words[at];
            var hasList = at + 1 < words.Count && words[at + 1] is ['[' or '(', ..];
            if (word == TrialCondition.In && hasList && joined.Count > 0 && IsName(joined[^1]))
            {
                joined[^1] += BetweenNameAndList + words[++at];
                continue;
            }

            if (joined.Count > 0 && ((Signs.Contains(word[0]) && IsName(joined[^1])) || EndsWithOperator(joined[^1])))
                joined[^1] += word;
            else
                joined.Add(word);
        }

        return joined;
    }

    private static bool IsName(string word) => word is not (Or or And) && word.IndexOfAny([.. Signs, '"']) < 0;

    private static bool EndsWithOperator(string word) => word.Length > 1 && Signs.Contains(word[^1]) && word[0] != '"';

    private static TrialCondition Condition(string word, string option)
    {
        if (word.Split(BetweenNameAndList) is [var name, var list])
            return new(name, TrialCondition.In, list[1..^1]);
        var at = word[0] == '"' ? -1 : word.IndexOfAny(Signs);
        if (at < 0)
            return new(null, "~", word.Trim('"'));
        if (at == 0 || TrialCondition.Operators.FirstOrDefault(candidate => word.AsSpan(at).StartsWith(candidate)) is not { } sign)
            throw new SweepException(
                $"{option}: '{word}' can't be read. Write conditions such as width>=64, optimizer=adam, lr in [0.1, 0.01] or reason~NaN.");
        var value = word[(at + sign.Length)..].Trim('"');
        return value.Length > 0 ? new(word[..at], sign, value) : throw new SweepException($"{option}: '{word}' lacks a value.");
    }

    // Blanks within quotes, brackets and parentheses belong to the word: [300, 100], adam(lr=0.1).
    private static IEnumerable<string> Words(string text)
    {
        var (start, depth, quoted) = (0, 0, false);
        for (var at = 0; at <= text.Length; at++)
        {
            var sign = at < text.Length ? text[at] : ' ';
            if (sign == '"')
                quoted = !quoted;
            else if (!quoted && sign is '(' or '[')
                depth++;
            else if (!quoted && sign is ')' or ']')
                depth--;
            if (at < text.Length && (!char.IsWhiteSpace(sign) || quoted || depth > 0))
                continue;
            if (at > start)
                yield return text[start..at];
            start = at + 1;
        }
    }
}
