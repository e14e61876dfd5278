using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Predictions;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Coordinator.Tests.Exports;

/// <summary>Models that programs of others load, whose predictions must be the trainer's. Trial 0 has a layer of every activation; trial 1
/// is linear.</summary>
[Integration]
public sealed class ModelExportTests(ModelExportTests.TrainedSweep sweep) : IClassFixture<ModelExportTests.TrainedSweep>
{
    // Ten layers in single precision, in another order of summation.
    private const double Tolerance = 2e-5;

    private const string ReadPixels = """
        import io, json, sys, zipfile
        import numpy
        pixels = numpy.fromfile(sys.argv[2], numpy.uint8).reshape(-1, 784)
        def show(probabilities):
            print(json.dumps(numpy.asarray(probabilities, numpy.float64).tolist()))

        """;

    private const string Forward = """
        from math import erf
        def forward(layers, activations, scale):
            functions = {
                "linear": lambda x: x,
                "relu": lambda x: numpy.maximum(x, 0),
                "leaky_relu": lambda x: numpy.where(x > 0, x, 0.2 * x),
                "elu": lambda x: numpy.where(x > 0, x, numpy.expm1(x)),
                "selu": lambda x: 1.05070099 * numpy.where(x > 0, x, 1.67326324 * numpy.expm1(x)),
                "gelu": lambda x: x * (1 + numpy.vectorize(erf)(x / 2 ** 0.5)) / 2,
                "softplus": lambda x: numpy.logaddexp(x, 0),
                "tanh": numpy.tanh,
                "sigmoid": lambda x: 1 / (1 + numpy.exp(-x)),
            }
            x = pixels / scale
            for number, (kernel, bias) in enumerate(layers):
                x = x @ kernel.astype(numpy.float64) + bias
                if number < len(activations):
                    x = functions[activations[number]](x)
            x = numpy.exp(x - x.max(1, keepdims=True))
            return x / x.sum(1, keepdims=True)

        """;

    // Reads the pickle with the standard library alone, and refuses all names but those of tensors.
    private const string Unpickle = """
        import collections, pickle
        archive = zipfile.ZipFile(sys.argv[1])
        assert archive.testzip() is None
        def tensor(storage, offset, size, stride, requires_grad, hooks):
            assert offset == 0 and not requires_grad and hooks == {}
            return numpy.lib.stride_tricks.as_strided(storage, size, [4 * step for step in stride])
        class Reader(pickle.Unpickler):
            def find_class(self, module, name):
                return {("collections", "OrderedDict"): collections.OrderedDict, ("torch._utils", "_rebuild_tensor_v2"): tensor,
                        ("torch", "FloatStorage"): "float"}[module, name]
            def persistent_load(self, key):
                kind, storage, name, device, count = key
                assert (kind, storage, device) == ("storage", "float", "cpu")
                elements = numpy.frombuffer(archive.read("archive/data/" + name), "<f4")
                assert len(elements) == count
                return elements
        state = Reader(io.BytesIO(archive.read("archive/data.pkl"))).load()
        settings = json.loads(archive.read("archive/extra/settings"))
        layers = [(state[f"{2 * n}.weight"].T, state[f"{2 * n}.bias"]) for n in range(len(state) // 2)]
        show(forward(layers, settings["activation"], settings["scale"]))
        """;

    [NumpyFact]
    public async Task Npz_ReadByNumpy_PredictsTheSame()
    {
        const string script = ReadPixels + Forward + """
            arrays = numpy.load(sys.argv[1], allow_pickle=False)
            count = len([name for name in arrays if name.endswith(".kernel")])
            layers = [(arrays[f"layers.{n}.kernel"], arrays[f"layers.{n}.bias"]) for n in range(count)]
            settings = json.loads(str(arrays["settings"][0]))
            assert settings["activation"] == arrays["activations"].tolist() and settings["scale"] == arrays["scale"]
            assert arrays["classes"].tolist() == [str(n) for n in range(10)], arrays["classes"]
            show(forward(layers, arrays["activations"].tolist(), float(arrays["scale"])))
            """;

        await CompareAsync("npz", script);
    }

    [NumpyFact]
    public Task PyTorch_ReadByPythonsPickle_PredictsTheSame() => CompareAsync("pytorch", ReadPixels + Forward + Unpickle);

    [TorchPythonFact]
    public async Task PyTorch_ReadByTorch_PredictsTheSame()
    {
        for (var trial = 0; trial < TrainedSweep.Trials; trial++)
        {
            // The printed lines themselves.
            var usage = await UsageAsync("pytorch", trial);
            usage.ShouldContain("weights_only=True");
            await CompareAsync(trial, "pytorch", ReadPixels + usage + "\nshow(probabilities.detach().numpy())\n");
        }
    }

    [Hdf5Fact]
    public async Task Keras_WeightsReadByHdf5_PredictTheSame()
    {
        const string script = ReadPixels + Forward + """
            import h5py
            archive = zipfile.ZipFile(sys.argv[1])
            model = json.loads(archive.read("config.json"))["config"]["layers"]
            assert [layer["class_name"] for layer in model] == ["InputLayer", "Rescaling"] + ["Dense"] * (len(model) - 2), model
            weights = h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r")
            assert len(weights["vars"]) == 0 and len(weights["layers/rescaling/vars"]) == 0
            layers = []
            for layer in model[2:]:
                variables = weights["layers"][layer["config"]["name"]]["vars"]
                assert variables["0"].dtype == "<f4" and list(variables) == ["0", "1"]
                layers.append((variables["0"][()], variables["1"][()]))
            assert len(weights["layers"]) == len(layers) + 1
            assert model[-1]["config"]["activation"] == "softmax"
            show(forward(layers, [layer["config"]["activation"] for layer in model[2:-1]], 1 / model[1]["config"]["scale"]))
            """;

        await CompareAsync("keras", script);
    }

    [Fact]
    public async Task Keras_Configuration_IsASequentialThatKerasBuilds()
    {
        await sweep.ExportAsync(1, "keras", sweep.File("linear.keras"));

        using var archive = ZipFile.OpenRead(sweep.File("linear.keras"));
        archive.Entries.Select(entry => entry.FullName).ShouldBe(["metadata.json", "config.json", "model.weights.h5"]);
        using var reader = new StreamReader(archive.GetEntry("config.json")!.Open());
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe(
            ("{'module':'keras','class_name':'Sequential','config':{'name':'sequential','trainable':true,'dtype':'float32','layers':["
            + "{'module':'keras.layers','class_name':'InputLayer','config':{'name':'pixels','dtype':'float32',"
            + "'batch_shape':[null,784]},'registered_name':null},"
            + "{'module':'keras.layers','class_name':'Rescaling','config':{'name':'rescaling','trainable':true,'dtype':'float32',"
            + "'scale':0.0078125,'offset':0},'registered_name':null,'build_config':{'input_shape':[null,784]}},"
            + "{'module':'keras.layers','class_name':'Dense','config':{'name':'dense','trainable':true,'dtype':'float32','units':10,"
            + "'activation':'softmax','use_bias':true},'registered_name':null,'build_config':{'input_shape':[null,784]}}],"
            + "'build_input_shape':[null,784]},'registered_name':null}").Replace('\'', '"'));
    }

    [Fact]
    public async Task Export_Json_NamesTheFileAndItsWeights()
    {
        var (code, output, error) = await sweep.RunAsync("export", "--model", "npz", "--trial", "1", "-o", sweep.File("a.npz"), "--json");

        code.ShouldBe(0, error);
        using var json = JsonDocument.Parse(output);
        json.RootElement.GetProperty("file").GetString().ShouldBe(sweep.File("a.npz"));
        json.RootElement.GetProperty("inputs").GetInt32().ShouldBe(784);
        json.RootElement.GetProperty("weights_sha256").GetString().ShouldBe((await sweep.FindAsync(1)).Trial.Final!.WeightsHash);
    }

    [Theory]
    [InlineData("--model needs the number of a trial", "--model", "onnx")]
    [InlineData("--trial goes with --model", "--trial", "0")]
    [InlineData("has no trial 9", "--model", "onnx", "--trial", "9")]
    [InlineData("missing", "--model", "onnx", "--trial", "0", "-o", "missing/a.onnx")]
    public async Task Export_WhatCantBe_SaysWhy(string message, params string[] options)
    {
        var (code, _, error) = await sweep.RunAsync(["export", .. options]);

        code.ShouldNotBe(0);
        error.ShouldContain(message);
        error.ShouldNotContain("   at ");
    }

    private async Task CompareAsync(string format, string script)
    {
        for (var trial = 0; trial < TrainedSweep.Trials; trial++)
            await CompareAsync(trial, format, script);
    }

    private async Task CompareAsync(int trial, string format, string script)
    {
        var model = sweep.File($"{format}-{trial}");
        await sweep.ExportAsync(trial, format, model);
        var start = new System.Diagnostics.ProcessStartInfo(Requirement.PythonInterpreter, ["-c", script, model, sweep.Pixels])
        {
            WorkingDirectory = Path.GetDirectoryName(model),
        };

        var (code, output, error) = await ChildProcess.RunAsync(start);

        code.ShouldBe(0, error);
        ShouldAgree(JsonSerializer.Deserialize<double[][]>(output)!, await sweep.PredictAsync(trial));
    }

    private async Task<string> UsageAsync(string format, int trial)
    {
        var output = await sweep.ExportAsync(trial, format, sweep.File($"{format}-{trial}"));
        var code = output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal));
        return string.Join('\n', code.Select(line => line[2..]));
    }

    internal static void ShouldAgree(double[][] found, float[][] expected)
    {
        found.Length.ShouldBe(expected.Length);
        // Networks that say the same of every image would hide a mistake.
        expected.Max(row => row[0]).ShouldBeGreaterThan(expected.Min(row => row[0]) + 0.01f);
        for (var image = 0; image < found.Length; image++)
        {
            found[image].Length.ShouldBe(expected[image].Length);
            for (var label = 0; label < found[image].Length; label++)
            {
                found[image][label].ShouldBe(
                    expected[image][label], Tolerance, string.Create(CultureInfo.InvariantCulture, $"image {image}, class {label}"));
            }
        }
    }

    public sealed class TrainedSweep : IAsyncLifetime
    {
        public const int Trials = 2;

        private const int Images = 20;

        private const string Spec = """
            name: models
            dataset: {name: glyphs, train: 1000, test: 50}
            scale: 128
            base: {batch: 50, epochs: 2, init: lecun_normal, bias_init: {name: normal, std: 0.1}, l2: 1.0e-6}
            configurations:
              - hidden: [40, 39, 38, 37, 36, 35, 34, 33, 32]
                activation: [selu, relu, leaky_relu, elu, gelu, softplus, tanh, linear, sigmoid]
                dropout: 0.02
              - {hidden: []}
            """;

        private readonly TemporaryFolder _home = new();
        private readonly byte[] _pixels = new byte[Images * 784];

        /// <summary>The file with the images that are asked about.</summary>
        public string Pixels => File("pixels");

        public async ValueTask InitializeAsync()
        {
            new Random(7).NextBytes(_pixels);
            // Strokes on a dark ground, of varying thickness.
            for (var pixel = 0; pixel < _pixels.Length; pixel++)
                _pixels[pixel] = pixel % 28 / 4 == pixel / 784 % 7 || pixel / 28 % 28 / 3 == pixel / 784 % 9 ? _pixels[pixel] : (byte)0;
            await System.IO.File.WriteAllBytesAsync(Pixels, _pixels, TestContext.Current.CancellationToken);
            await System.IO.File.WriteAllTextAsync(File("spec.yaml"), Spec, TestContext.Current.CancellationToken);
            var (code, output, error) = await RunAsync("run", File("spec.yaml"), "--quiet");
            code.ShouldBe(0, output + error);
        }

        public ValueTask DisposeAsync()
        {
            _home.Dispose();
            return ValueTask.CompletedTask;
        }

        internal string File(string name) => _home.Combine(name);

        internal Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
            CommandLine.RunAsync([.. arguments, "--home", _home.Path]);

        internal async Task<string> ExportAsync(int trial, string format, string file)
        {
            var (code, output, error) = await RunAsync("export", "--model", format, "--trial", $"{trial}", "-o", file);
            code.ShouldBe(0, error);
            return output;
        }

        internal async Task<(SweepRecord Sweep, TrialRecord Trial)> FindAsync(int trial)
        {
            await using var store = SqliteResultStore.OpenForReading(_home.Path);
            var cancellation = TestContext.Current.CancellationToken;
            var found = await store.FindSweepAsync("models-1", cancellation);
            return (found!, (await store.FindTrialAsync("models-1", trial, cancellation))!);
        }

        /// <summary>What the trainer predicts.</summary>
        internal async Task<float[][]> PredictAsync(int trial)
        {
            var (record, asked) = await FindAsync(trial);
            using var network = await new TrialNetworks(new(new FolderCheckpointStorage(_home.Combine("checkpoints")), Data: null))
                .OpenAsync(record, asked, TestContext.Current.CancellationToken);
            AskedImage[] images = [.. _pixels.Chunk(784).Select(image => new AskedImage(Pixels: image))];
            var answers = await network.QueryAsync(images, explains: false, TestContext.Current.CancellationToken);
            return [.. answers.Select(answer => answer.Probabilities)];
        }
    }
}
