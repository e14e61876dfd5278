using System.Text.Json;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Testing;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Optimizers;
using SweepCluster.Training.Data;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>Replays the trajectories that <c>Golden/make_golden.py</c> made with independent implementations in double precision.</summary>
public sealed unsafe class GoldenTests
{
    private static readonly JsonElement Optimizers = Load("optimizers.json");
    private static readonly JsonElement Networks = Load("networks.json");
    private static readonly JsonElement Schedules = Load("schedules.json");

    public static TheoryData<string> OptimizerCases() => Names(Optimizers);

    public static TheoryData<string> NetworkCases() => Names(Networks);

    public static TheoryData<string> ScheduleCases() => Names(Schedules);

    [Theory]
    [MemberData(nameof(OptimizerCases))]
    public void Optimizer_FollowsItsTrajectory(string name)
    {
        var golden = Case(Optimizers, name);
        var settings = Optimizer(golden.GetProperty("optimizer"));
        var optimizer = OptimizerPass<Lanes256>.Create(settings);
        var initial = Numbers(Optimizers.GetProperty("initial"));
        var gradients = Optimizers.GetProperty("gradients").EnumerateArray().Select(Numbers).ToArray();
        var after = Optimizers.GetProperty("after").EnumerateArray().Select(step => step.GetInt32()).ToArray();
        var rates = golden.TryGetProperty("rate", out var given) ? Numbers(given) : null;
        float* gradient =
            stackalloc float[16], weights = stackalloc float[16], state0 = stackalloc float[16], state1 = stackalloc float[16];
        for (var i = 0; i < 16; i++)
            (gradient[i], weights[i], state0[i], state1[i]) =
                (0, i < initial.Length ? (float)initial[i] : 0, (float)settings.InitialAccumulator, 0);

        for (var step = 1; step <= gradients.Length; step++)
        {
            for (var i = 0; i < initial.Length; i++)
                gradient[i] = (float)gradients[step - 1][i];
            optimizer.BeginStep(step, rates?[step - 1] ?? settings.LearningRate);
            optimizer.Apply(gradient, weights, state0, state1, 16, 1, 0, float.PositiveInfinity);
            var row = Array.IndexOf(after, step);
            if (row < 0)
                continue;
            var expected = Numbers(golden.GetProperty("weights")[row]);
            for (var i = 0; i < expected.Length; i++)
                ((double)weights[i]).ShouldBe(expected[i], 2e-6 * Math.Max(1, Math.Abs(expected[i])), $"weight {i} after step {step}");
        }
    }

    [Theory]
    [MemberData(nameof(NetworkCases))]
    public void Network_FollowsItsTrajectory(string name)
    {
        var golden = Case(Networks, name);
        var batch = golden.GetProperty("batch").GetInt32();
        using var images = Images(golden);
        var activations = golden.GetProperty("activation")
            .EnumerateArray()
            .Select(entry => ConfigurationNames.Activations.Value(entry.GetString()!))
            .ToArray();
        var configuration = SampleTrials.Configuration() with
        {
            Hidden = golden.GetProperty("hidden")
                .EnumerateArray()
                .Select((width, layer) => new LayerSettings(width.GetInt32(), activations[layer]))
                .ToEquatableArray(),
            Optimizer = Optimizer(golden.GetProperty("optimizer")),
            L2 = golden.GetProperty("l2").GetDouble(),
            ClipValue = Optional(golden.GetProperty("clip_value")),
            ClipNorm = Optional(golden.GetProperty("clip_norm")),
            Batch = batch,
        };
        using var network = CpuEngine.Best.CreateNetwork(CpuEngine.Best.Plan(configuration, images));
        using var minibatch = new Minibatch(batch, images.Pixels);
        network.Configure(configuration, 1, 0);
        for (var layer = 0; layer <= configuration.Hidden.Count; layer++)
        {
            network.Write(layer, ParameterPart.Kernel, Floats(golden.GetProperty("kernels")[layer]));
            network.Write(layer, ParameterPart.Bias, Floats(golden.GetProperty("biases")[layer]));
        }

        var losses = Numbers(golden.GetProperty("losses"));
        for (var step = 0; step < losses.Length; step++)
        {
            CpuEngine.Best.Gather(
                images,
                golden.GetProperty("order")[step].EnumerateArray().Select(index => index.GetInt32()).ToArray(),
                1 / 255f,
                minibatch);
            var score = network.Train(minibatch, step + 1, configuration.Optimizer.LearningRate);
            (score.Loss / minibatch.Rows).ShouldBe(losses[step], 1e-5 * Math.Max(1, losses[step]), $"loss of step {step}");
            score.Correct.ShouldBe(golden.GetProperty("correct")[step].GetInt32(), $"step {step}");
        }

        for (var layer = 0; layer <= configuration.Hidden.Count; layer++)
        {
            Compare(network, layer, ParameterPart.Kernel, golden.GetProperty("final_kernels")[layer]);
            Compare(network, layer, ParameterPart.Bias, golden.GetProperty("final_biases")[layer]);
        }
    }

    [Theory]
    [MemberData(nameof(ScheduleCases))]
    public void Schedule_GivesTheRates(string name)
    {
        var golden = Case(Schedules, name);
        var steps = golden.GetProperty("steps_per_epoch").GetInt32();
        var schedule = golden.GetProperty("schedule").EnumerateObject().Select(entry => $"{entry.Name}: {entry.Value.GetRawText()}");
        var spec = Specs.Read("name: x\ndataset: glyphs\n"
            + $"base: {{epochs: {golden.GetProperty("epochs").GetInt32()}, lr: 0.25, schedule: {{{string.Join(", ", schedule)}}}}}\n");
        var configuration = ConfigurationResolver.Resolve(spec, []);

        var rates = Numbers(golden.GetProperty("rates"));
        for (var step = 0; step < rates.Length; step++)
            LearningRate.AtStep(configuration, step, steps).ShouldBe(0.25 * rates[step], 1e-14, $"step {step}");
    }

    private static void Compare(Network network, int layer, ParameterPart part, JsonElement golden)
    {
        var expected = Flat(golden);
        var found = new float[expected.Length];
        network.Read(layer, part, found);
        for (var i = 0; i < expected.Length; i++)
            ((double)found[i]).ShouldBe(expected[i], 2e-5 * Math.Max(1, Math.Abs(expected[i])), $"layer {layer}, {part} {i}");
    }

    private static ImageSet Images(JsonElement golden)
    {
        var rows = golden.GetProperty("images");
        var images = new ImageSet(
            rows.GetArrayLength(), 1, golden.GetProperty("inputs").GetInt32(), golden.GetProperty("classes").GetInt32());
        for (var image = 0; image < images.Count; image++)
        {
            for (var pixel = 0; pixel < images.Pixels; pixel++)
                images.Image(image)[pixel] = rows[image][pixel].GetByte();
            images.Labels[image] = golden.GetProperty("labels")[image].GetByte();
        }

        return images;
    }

    private static OptimizerSettings Optimizer(JsonElement mapping)
    {
        var settings = OptimizerDefaults.Create(
            ConfigurationNames.Optimizers.Value(mapping.GetProperty("name").GetString()!),
            ConfigurationNames.Conventions.Value(mapping.GetProperty("convention").GetString()!));
        return settings with
        {
            LearningRate = Given("lr") ?? settings.LearningRate,
            Momentum = Given("momentum") ?? 0,
            Nesterov = mapping.TryGetProperty("nesterov", out var nesterov) && nesterov.GetBoolean(),
            Beta1 = Given("beta1") ?? 0,
            Beta2 = Given("beta2") ?? 0,
            Rho = Given("rho") ?? 0,
            Epsilon = Given("eps") ?? 0,
            WeightDecay = Given("weight_decay") ?? 0,
            InitialAccumulator = Given("initial_accumulator") ?? 0,
        };

        double? Given(string parameter) => mapping.TryGetProperty(parameter, out var value) ? value.GetDouble() : null;
    }

    private static JsonElement Load(string file) =>
        JsonDocument.Parse(File.ReadAllText(RepositoryFolder.Combine("tests", "Training.Tests", "Golden", file))).RootElement;

    private static TheoryData<string> Names(JsonElement file) =>
        [.. file.GetProperty("cases").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];

    private static JsonElement Case(JsonElement file, string name) =>
        file.GetProperty("cases").EnumerateArray().First(entry => entry.GetProperty("name").GetString() == name);

    private static double? Optional(JsonElement number) => number.ValueKind == JsonValueKind.Null ? null : number.GetDouble();

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    // Of a vector or a matrix, row by row.
    private static double[] Flat(JsonElement array) =>
        [.. array.EnumerateArray().SelectMany(entry => entry.ValueKind == JsonValueKind.Array ? Numbers(entry) : [entry.GetDouble()])];

    private static float[] Floats(JsonElement array) => Array.ConvertAll(Flat(array), number => (float)number);
}
