using System.Text.Json;
using System.Text.Json.Serialization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Messages;

/// <summary>The API's JSON, for its server and its client. Figures keep all their bits; NaN and infinity are the strings <c>NaN</c>,
/// <c>Infinity</c> and <c>-Infinity</c>.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SweepMessage))]
[JsonSerializable(typeof(IReadOnlyList<SweepMessage>))]
[JsonSerializable(typeof(SnapshotMessage))]
[JsonSerializable(typeof(ChangeMessage))]
[JsonSerializable(typeof(ServerMessage))]
[JsonSerializable(typeof(OverviewMessage))]
[JsonSerializable(typeof(SweepSummary))]
[JsonSerializable(typeof(IReadOnlyList<SlotMessage>))]
[JsonSerializable(typeof(ProblemMessage))]
[JsonSerializable(typeof(SweepProgress))]
[JsonSerializable(typeof(TrialRecord))]
[JsonSerializable(typeof(EpochMessage))]
[JsonSerializable(typeof(IReadOnlyDictionary<TrialState, long>))]
[JsonSerializable(typeof(IReadOnlyList<ConfigurationTrials>))]
[JsonSerializable(typeof(IReadOnlyList<EventRecord>))]
[JsonSerializable(typeof(IReadOnlyList<DecisionRecord>))]
[JsonSerializable(typeof(NetworkFacts))]
[JsonSerializable(typeof(ShowingMessage))]
[JsonSerializable(typeof(QuestionMessage))]
[JsonSerializable(typeof(IReadOnlyList<NetworkAnswer>))]
public sealed partial class WireJson : JsonSerializerContext
{
    public static WireJson Instance { get; } = new(Configure(new()));

    /// <summary>Sets every option but the source of types.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = new WireNames();
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        options.RespectRequiredConstructorParameters = true;
        options.RespectNullableAnnotations = true;
        options.Converters.Add(new RangeTestConverter());
        options.Converters.Add(new JsonStringEnumConverter<TrialState>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<Activation>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<SweepStatus>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
