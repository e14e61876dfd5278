using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Writes nodes as YAML text that reads back as the same nodes, positions and comments aside.</summary>
internal static partial class YamlText
{
    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a line for each key; sections and lists of mappings get a line for each of their entries.</summary>
    public static string Write(YamlNode.Mapping root)
    {
        var text = new StringBuilder();
        foreach (var entry in root.Entries)
        {
            text.Append(Scalar(entry.Key)).Append(':');
            switch (entry.Value)
            {
                case YamlNode.Mapping { Entries.Count: > 0 } section:
                    foreach (var inner in section.Entries)
                        text.Append("\n  ").Append(Scalar(inner.Key)).Append(": ").Append(Flow(inner.Value));
                    break;
                case YamlNode.Sequence { Items.Count: > 0 } list when list.Items.Any(item => item is not YamlNode.Scalar):
                    foreach (var item in list.Items)
                        text.Append("\n  - ").Append(Flow(item));
                    break;
                default:
                    text.Append(' ').Append(Flow(entry.Value));
                    break;
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A value on one line.</summary>
    public static string Flow(YamlNode node) => node switch
    {
        YamlNode.Scalar scalar => Scalar(scalar),
        YamlNode.Sequence list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        YamlNode.Mapping mapping =>
            $"{{{string.Join(", ", mapping.Entries.Select(entry => $"{Scalar(entry.Key)}: {Flow(entry.Value)}"))}}}",
        _ => throw new ArgumentException("Only a tree without problems can be written.", nameof(node)),
    };

    // Quotes matter only for numbers, flags and empty values, all of which are plain words.
    private static string Scalar(YamlNode.Scalar scalar) => (scalar.Quoted, scalar.Text) switch
    {
        (false, "") => "~",
        (false, var text) when Word().IsMatch(text) => text,
        var (_, text) => JsonSerializer.Serialize(text, Quoting),
    };

    [GeneratedRegex(@"^(~|[+-]?[A-Za-z0-9_.][A-Za-z0-9_.+/-]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
