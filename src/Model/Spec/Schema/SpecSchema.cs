using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec.Parsing;
using static SweepCluster.Model.Spec.Schema.SchemaParts;

namespace SweepCluster.Model.Spec.Schema;

/// <summary>The JSON Schema (draft 2020-12) of sweep specs, for editors. It contains names, types and ranges; rules about several settings
/// are checked only by <see cref="SpecReader"/>.</summary>
public static class SpecSchema
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write()
    {
        var definitions = new JsonObject();
        foreach (var setting in SettingCatalog.All)
        {
            definitions[$"setting-{setting.Name}"] = SettingSchema.Value(setting);
            definitions[$"axis-{setting.Name}"] = SettingSchema.Axis(setting);
        }

        definitions["when"] = SettingSchema.When();
        definitions["settings"] = Closed(
            "Settings, one value each.", [.. SettingCatalog.Names.Select(name => (name, Reference($"setting-{name}")))]);
        definitions["space"] = Closed("Settings that vary: a list of values each, or a range.",
            [.. SettingCatalog.Names.Select(name => (name, Reference($"axis-{name}")))]);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "SweepCluster sweep",
        };
        foreach (var (key, value) in Closed("One hyperparameter sweep.", [.. Sections()], "name", "dataset"))
            schema[key] = value?.DeepClone();
        schema["definitions"] = definitions;
        return schema.ToJsonString(Format) + "\n";
    }

    private static IEnumerable<(string Key, JsonNode Schema)> Sections() =>
    [
        ("name", Text(
            "Lower-case letters, digits and single dashes; the stem of the sweep's id.", SpecReader.NamePattern, SpecReader.MaxNameLength)),
        ("extends", Text("A file, relative to this one, whose keys count where this file doesn't have its own.")),
        ("description", Text("What the sweep is for.")),
        ("tags", List("Words to find the sweep by.", new JsonObject { ["type"] = "string" })),
        ("kind", Names("train, or lr-range: learning-rate range tests; train by default.", RangeTestReader.Kinds)),
        ("range", Closed("The rates of range tests.",
            [
                ("start", Number("The rate of the first step; 0.001 by default.", NumberRange.AboveZero)),
                ("factor", Number("The rate is multiplied by this after every minibatch; 1.005 by default.", RangeTestReader.AboveOne)),
                ("end", Number("The test ends at this rate; 10 by default.", NumberRange.AboveZero)),
                ("divergence", AnyOf("The test ends when the smoothed loss is above so many times its minimum; none by default.",
                    Number(null, RangeTestReader.AboveOne), Names(null, "none"))),
                ("smoothing", Number("The weight of the past in the smoothed loss; 0.98 by default.", NumberRange.BelowOne)),
            ])),
        ("dataset", AnyOf("The images: mnist, fashion-mnist, glyphs (synthetic digits), or your own files: idx:FOLDER, npz:FILE, "
            + "csv:FOLDER or parquet:FOLDER.",
            Names(null, "mnist", "fashion-mnist", "glyphs"),
            Text(null, "^((idx|npz|csv|parquet):.+|glyphs:((seed|train|test)=[0-9]+)(,(seed|train|test)=[0-9]+)*)$"),
            Closed(null,
                [
                    ("name", Names(null, "glyphs")), ("seed", Whole(null, 0, int.MaxValue)),
                    ("train", Whole(null, 10, DataReader.MaxGlyphs)), ("test", Whole(null, 10, DataReader.MaxGlyphs)),
                ],
                "name"),
            Closed(null,
                [
                    ("name", Text(null, "^(idx|npz|csv|parquet):.+$")), ("classes", Whole(
                        "Number of classes; by default the training labels define it.", FileDataset.MinClasses, FileDataset.MaxClasses)),
                ],
                "name"))),
        ("split", AnyOf("Which training images are held out for validation.",
            Names(null, "none"),
            Closed(null, [("first", Whole(null, 1, int.MaxValue))], "first"),
            Closed(null, [("last", Whole(null, 1, int.MaxValue))], "last"),
            Closed(null, [("fraction", Number(null, new(0, 1, false, false)))], "fraction"))),
        ("scale", Number("Pixels are divided by this; 255 by default.", NumberRange.AboveZero)),
        ("test_scale", Number("The same for the test set; scale by default.", NumberRange.AboveZero)),
        ("seeds", AnyOf("How often every configuration is trained, with random numbers of its own each time.",
            Whole(null, 1, RaceReader.MaxSeeds),
            Closed(null,
                [
                    ("race", Closed("Repeats only configurations that can still be the best.",
                        [
                            ("first", Whole("Seeds before the first comparison; 3 by default.", 2, RaceReader.MaxRacing)),
                            ("most", Whole("Seeds of a configuration; 30 by default.", 2, RaceReader.MaxRacing)),
                            (
                                "confidence",
                                Number("The probability that the best is not dropped; 0.95 by default.", new(0.5, 1, true, false))),
                            ("indifference", Number("A difference that doesn't matter; 0 by default.", NumberRange.ZeroOrMore)),
                        ])),
                ],
                "race"))),
        ("seed", new JsonObject
        {
            ["type"] = "integer",
            ["minimum"] = 0,
            ["description"] = "Keys every random number of the sweep; 1 by default.",
        }),
        ("search", AnyOf("grid (every cell of the space), {random: N} or {sobol: N}.",
            Names(null, "grid"),
            Closed(null, [("random", Whole("Different configurations to draw.", 1, SpecReader.MaxSamples))], "random"),
            Closed(null, [("sobol", Whole("Different points of a Sobol sequence.", 1, SpecReader.MaxSamples))], "sobol"))),
        ("base", Reference("settings")),
        ("space", Reference("space")),
        ("configurations", List("Explicit configurations, which come before those of the space.", Reference("settings"), min: 1)),
        ("objective", AnyOf("What the leaderboard ranks by.", Metrics(),
            Closed(null, [("metric", Metrics()), ("goal", Names(null, ObjectiveReader.Goals)),
                ("epoch", Names("Which epoch counts.", ObjectiveReader.Epochs)),
                ("diverged", Names("How seeds count that diverged.", ObjectiveReader.Diverged))]))),
        ("early_stopping", Closed("Stops a trial that no longer improves.",
            [
                ("metric", Names("What must improve; val_loss by default.", ObjectiveReader.EpochMetrics)),
                ("patience", Whole("Epochs without improvement after which the trial stops.", 1, 1_000_000)),
                ("min_delta", Number("Smaller improvements don't count.", NumberRange.ZeroOrMore)),
                ("restore_best", Boolean("Put the best epoch's weights back before testing.")),
            ],
            "patience")),
        ("stopping", AnyOf("Ends trials that compare badly with others.",
            Names(null, [.. StoppingReader.Kinds.Except(["threshold"])]),
            Closed(null, [("asha", Halving("Of the trials of a rung the best are trained to the next."))], "asha"),
            Closed(null, [("asha_stop", Halving("A trial that is not among the best of its rung is stopped at once."))], "asha_stop"),
            Closed(null, [("hyperband", Closed("Brackets of successive halving.", [("eta", Eta())]))], "hyperband"),
            Closed(null,
                [
                    ("median", Closed("Stops a trial whose best figure is worse than the median of the others.",
                        [
                            ("grace", Epochs("Epochs before a trial is looked at; 5 by default.")),
                            ("startup", Epochs("Complete trials below which none is stopped; 5 by default.")),
                            ("interval", Epochs("Epochs between two looks; 1 by default.")),
                        ])),
                ],
                "median"),
            Closed(null, [("threshold", AnyOf("Bounds of the objective.", Bound(), List(null, Bound(), min: 1)))], "threshold"))),
        ("parallelism", Whole("Virtual workers whose results decisions wait for; 16 by default.", 1, StoppingReader.MaxParallelism)),
        ("checkpoints", Closed("Which weights a trial leaves behind.",
            [
                ("last", Boolean("Those at the end; true by default.")),
                ("best", Boolean("Those of the best epoch.")),
                ("every", Whole("Those of every so many epochs; 0: none.", 0, 1_000_000)),
            ])),
        ("limits", Closed("Where to stop.",
            [
                ("wall_time", Text("Of one session, such as 90s, 30m, 2h or 1h30m.", LimitsReader.DurationPattern)),
                ("trials", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["description"] = "Trials started in all." }),
                ("failures", Whole("The sweep ends once so many trials have failed.", 1, int.MaxValue)),
                ("attempts", Whole("How often a failing trial is tried; 2 by default.", 1, 100)),
                (
                    "lost_attempts",
                    Whole("A trial fails once so many attempts in a row were lost with their process; 3 by default.", 1, 100)),
            ])),
        ("cluster", Closed("The sweep's requirements on a cluster; a single machine ignores them.",
            [
                ("accelerator", Names("What its trials train on; cpu by default.", AcceleratorNames.All)),
                ("priority", Whole(
                    "A sweep of a higher priority gets slots first; 0 by default.", -ClusterReader.MaxPriority, ClusterReader.MaxPriority)),
                ("weight", Number("Its share of the slots among sweeps of its priority; 1 by default.", ClusterReader.Weights)),
            ])),
        ("range_test", Closed("Where the rates of lr: from-range-test come from.",
            [
                ("of", Text("A sweep of kind lr-range: its id, or its name for the newest.")),
                ("rule", Names("Which rate of a test; minimum/2 by default.", RangeTestReader.Rules)),
            ],
            "of")),
        ("rates", List("The rates for lr: from-range-test; written when a sweep is submitted.", Closed(null,
            [("where", Reference("settings")), ("lr", Number("The rate.", NumberRange.AboveZero))], "lr"))),
        ("published", List("Published figures, compared with the sweep's own in the report.", Closed(null,
            [
                ("where", Reference("settings")),
                ("epoch", Whole("The epoch that the figures are of; the end of the trial by default.", 1, 1_000_000)),
                .. MetricNames.Names.Select(
                    name => (name, Number(null, MetricNames.Parse(name)!.Value.IsLoss() ? NumberRange.ZeroOrMore : new(0, 1)))),
                (
                    PublishedFigure.Parameters.Name,
                    Number("Weights and biases that the network learns.", NumberRange.AboveZero, whole: true)),
                (
                    PublishedFigure.LearningRate.Name,
                    Number("The rate of the last step; of a range test, the rate at the minimum.", NumberRange.AboveZero)),
                ("note", Text("Shown beside the figures.")),
                (ClaimSourceReader.Key, Source()),
            ]))),
        ("claims", List("Claims of the spec about its results, to be decided from them.", Closed(null,
            [
                ("that", Text("A comparison, \"adam > adagrad\" or \"adam = sgd within 0.002\", what happens along an axis, "
                    + "\"width: increasing, diminishing\", or a constant, \"test_accuracy > 0.97\".")),
                ("metric", Names("What is compared; the objective's metric by default.", ClaimsReader.Figures)),
                ("epochs_to", Target()),
                ("epoch", Whole("The epoch whose figure counts; the end of the trial by default.", 1, 1_000_000)),
                ("where", Reference("settings")),
                (ChoiceReader.Key, Closed("Each value of one setting is compared at its own best value of another one.",
                    [
                        ("each", Names("The setting that is compared.", [.. SettingCatalog.Names])),
                        ("at", Names("best, and the setting that is chosen.", [.. SettingCatalog.Names.Select(name => $"best {name}")])),
                    ],
                    [.. ChoiceReader.Keys])),
                ("diverged", Names("How seeds count that diverged; as for the objective by default.", ObjectiveReader.Diverged)),
                ("note", Text("Shown beside the verdict.")),
                (ClaimSourceReader.Key, Source()),
            ],
            "that"))),
        ("looks", Whole("How often claims may be tested as seeds are added; 5 by default.", 1, SweepSpec.MaxLooks)),
        ("untested", List("Statements and questions of the source that no claim tests.", Closed(null,
            [
                ("says", Text("The statement or question.")), ("why", Text("Why no claim tests it, or where it is answered.")),
                (ClaimSourceReader.Key, Source()),
            ],
            "says", "why"))),
    ];

    private static JsonObject Target()
    {
        var target = Closed("In place of metric: the epochs until an epoch reaches this value.",
            [
                .. ObjectiveReader.EpochMetrics.Select(
                    name => (name, (JsonNode)Number(null, MetricNames.Parse(name)!.Value.IsLoss() ? NumberRange.ZeroOrMore : new(0, 1)))),
            ]);
        target["minProperties"] = 1;
        target["maxProperties"] = 1;
        return target;
    }

    // A cell may be a number.
    private static JsonObject Source() => Closed("Where it is said, and in which words.",
        [
            ("cell", new JsonObject { ["type"] = new JsonArray("string", "integer") }),
            ("words", new JsonObject { ["type"] = "string" }),
        ]);

    private static JsonObject Halving(string description) => Closed(description,
        [
            ("eta", Eta()), ("min_epochs", Epochs("Epochs of the first rung; 1 by default.")),
            ("brackets", Whole("Bracket b starts at rung b; 1 by default.", 1, 64)),
        ]);

    private static JsonObject Bound() => Closed(null,
        [
            ("epoch", Epochs("Epochs after which the objective is looked at.")),
            ("below", Number("A trial below it is stopped.", NumberRange.Any)),
            ("above", Number("A trial above it is stopped.", NumberRange.Any)),
        ],
        "epoch");

    private static JsonObject Eta() => Whole("One in so many trials of a rung goes on; 3 by default.", 2, StoppingReader.MaxEta);

    private static JsonObject Epochs(string description) => Whole(description, 1, StoppingReader.MaxEpochs);

    private static JsonObject Metrics() => Names("The metric.", [.. MetricNames.Names]);
}
