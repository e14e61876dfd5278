using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>dataset</c>, <c>split</c>, <c>scale</c> and <c>test_scale</c>.</summary>
internal static class DataReader
{
    public static readonly string[] SplitKeys = ["first", "last", "fraction"];

    public static readonly string[] GlyphKeys = ["seed", "train", "test"];

    /// <summary>Maximum number of images of <c>glyphs</c>, training and test together, on every machine: data sets are kept in
    /// memory.</summary>
    public const int MaxGlyphs = 2_500_000;

    // Size of an image: 28 x 28 pixels and a label.
    private const int GlyphBytes = 785;

    private const int DefaultTrain = 60_000;
    private const int DefaultTest = 10_000;

    private static readonly SettingShape.Number Scale = new(NumberRange.AboveZero);

    private static readonly string[] Datasets = ["mnist", "fashion-mnist", "glyphs"];

    private static readonly string[] DatasetKeys = ["name", .. GlyphKeys];

    private static readonly string[] FileKeys = ["name", "classes"];

    private static readonly string[] GlyphName = ["glyphs"];

    private const string Allowed = "Allowed: mnist, fashion-mnist, glyphs, idx:FOLDER, npz:FILE, csv:FOLDER, parquet:FOLDER, "
        + "or {name: glyphs, seed: 7, train: 6000, test: 1000}.";

    /// <summary>Reads the settings; null, with a problem, if the data set is unknown. An invalid split or scale is reported and left at its
    /// default.</summary>
    public static DataSettings? Read(Section top, ProblemList problems)
    {
        var node = top.Require("dataset", Allowed);
        var dataset = node is null ? null : ReadDataset(node, "dataset", problems);
        var split = top.Find("split") is { } splitNode ? ReadSplit(splitNode, dataset, problems) : SplitSettings.None;
        var scale = ReadScale(top, "scale", problems);
        var testScale = ReadScale(top, "test_scale", problems);
        return dataset is null
            ? null
            : new() { Dataset = dataset, Split = split ?? SplitSettings.None, Scale = scale ?? 255, TestScale = testScale ?? scale ?? 255 };
    }

    // Pixels are multiplied by the inverse, in single precision.
    private static double? ReadScale(Section top, string key, ProblemList problems)
    {
        if (top.Find(key) is not { } node || ScalarReader.Number(node, key, Scale, problems) is not { } scale)
            return null;
        if (float.IsFinite((float)(1 / scale)) && (float)(1 / scale) > 0)
            return scale;
        problems.Add(node, key, $"1 / {node.Describe()} becomes {(float)(1 / scale)} in single precision, in which networks are trained.",
            "Write a number from 1e-38 to 1e38, such as 255.");
        return null;
    }

    private static string? ReadDataset(YamlNode node, string path, ProblemList problems)
    {
        if (node is YamlNode.Mapping mapping)
        {
            return mapping.Find("name")?.Value is YamlNode.Scalar { Text: var name } && FileDataset.TryParse(name) is { } files
                ? ReadFiles(mapping, files, path, problems)
                : ReadGlyphs(mapping, path, problems);
        }

        if (ScalarReader.Text(node, path, problems) is not { } text || Datasets.Contains(text))
            return (node as YamlNode.Scalar)?.Text is { Length: > 0 } known ? known : null;
        if (FileDataset.TryParse(text) is not null)
            return text;
        if (text.StartsWith("glyphs:", StringComparison.Ordinal))
        {
            // The canonical text, as exports show it.
            var pairs = text["glyphs:".Length..].Split(',').Select(pair => pair.Split('=', 2)).ToArray();
            if (pairs.All(pair => pair.Length == 2))
            {
                YamlNode.Scalar At(string part) => new(node.Position, part.Trim(), Quoted: false);
                var entries = pairs.Prepend(["name", "glyphs"]).Select(pair => new YamlEntry(At(pair[0]), At(pair[1])));
                return ReadGlyphs(new(node.Position, entries.ToEquatableArray()), path, problems);
            }
        }

        problems.Add(node, path, $"{node.Describe()} is not a data set.", NearestName.Question(text, Datasets) + Allowed);
        return null;
    }

    private static string? ReadFiles(YamlNode.Mapping mapping, FileDataset files, string path, ProblemList problems)
    {
        var before = problems.Count;
        var classes = Section.Open(mapping, path, FileKeys, problems)!.Whole("classes", FileDataset.MinClasses, FileDataset.MaxClasses);
        return problems.Count > before ? null : (files with { Classes = classes ?? files.Classes }).ToString();
    }

    private static string? ReadGlyphs(YamlNode.Mapping mapping, string path, ProblemList problems)
    {
        var before = problems.Count;
        var section = Section.Open(mapping, path, DatasetKeys, problems)!;
        if (section.Require("name", Allowed) is { } name)
            ScalarReader.OneOf(name, section.PathOf("name"), GlyphName, problems);
        var seed = section.Whole("seed", 0, int.MaxValue);
        var train = section.Whole("train", 10, int.MaxValue);
        var test = section.Whole("test", 10, int.MaxValue);
        if (problems.Count == before)
            CheckMemory(section, train ?? DefaultTrain, test ?? DefaultTest);
        if (problems.Count > before)
            return null;
        (string Key, int? Value)[] given = [("seed", seed), ("train", train), ("test", test)];
        var texts = given.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={pair.Value}").ToArray();
        return texts.Length == 0 ? "glyphs" : $"glyphs:{string.Join(",", texts)}";
    }

    private static void CheckMemory(Section section, long train, long test)
    {
        if (train + test <= MaxGlyphs)
            return;
        var larger = train >= test ? "train" : "test";
        section.Problems.Add(section.Find(larger)!, section.PathOf(larger),
            $"{train:N0} training and {test:N0} test images take {(train + test) * GlyphBytes:N0} bytes of memory.",
            $"The maximum is {MaxGlyphs:N0} images together, which take {(long)MaxGlyphs * GlyphBytes:N0} bytes.");
    }

    private static SplitSettings? ReadSplit(YamlNode node, string? dataset, ProblemList problems)
    {
        const string form = "Write {last: 10000}, {first: 5000}, {fraction: 0.1} or none.";
        if (node is YamlNode.Scalar { Text: "none" })
            return SplitSettings.None;
        if (node is not YamlNode.Mapping { Entries.Count: 1 })
        {
            problems.Add(node, "split", $"There is {node.Describe()} where one kind of split is needed.", form);
            return null;
        }

        var section = Section.Open(node, "split", SplitKeys, problems)!;
        if (section.Find("fraction") is { } fraction)
        {
            return ScalarReader.Number(fraction, "split.fraction", new(new(0, 1, false, false)), problems) is { } part
                ? new(SplitKind.Fraction, Fraction: part)
                : null;
        }

        var kind = section.Find("first") is not null ? SplitKind.First : SplitKind.Last;
        var key = kind == SplitKind.First ? "first" : "last";
        if (section.Whole(key, 1, int.MaxValue) is not { } count)
            return null;
        if (dataset is null || TrainImages(dataset) is not { } images || count < images)
            return new(kind, count);
        problems.Add(section.Find(key)!, $"split.{key}", $"A split of {count} leaves nothing of the {images} training images.",
            $"Allowed: 1 to {images - 1}.");
        return null;
    }

    /// <summary>The number of training images that the name implies; null if it is only in the files.</summary>
    private static int? TrainImages(string dataset)
    {
        if (FileDataset.TryParse(dataset) is not null)
            return null;
        var given = dataset.Split(':', ',').FirstOrDefault(part => part.StartsWith("train=", StringComparison.Ordinal));
        return given is null ? DefaultTrain : int.Parse(given["train=".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
