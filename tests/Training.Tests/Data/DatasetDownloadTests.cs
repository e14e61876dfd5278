using System.Security.Cryptography;
using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Data;

public sealed class DatasetDownloadTests : IDisposable
{
    private static readonly Dictionary<string, byte[]> Plain = new()
    {
        // Large enough to come in several reads.
        [IdxSample.TrainImages] = IdxSample.Images(40_000),
        [IdxSample.TrainLabels] = IdxSample.Labels(40_000),
        [IdxSample.TestImages] = IdxSample.Images(30),
        [IdxSample.TestLabels] = IdxSample.Labels(30),
    };

    private static readonly Dictionary<string, byte[]> Files =
        Plain.ToDictionary(pair => pair.Key + ".gz", pair => IdxSample.Pack(pair.Value));

    private readonly TemporaryFolder _folder = new();
    private readonly List<DownloadProgress> _progress = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Target => _folder.Combine("sample");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_AbsentSet_IsFetchedThenReadFromTheCache()
    {
        using var server = new MirrorServer(request => MirrorReply.Good(Files[request.Path], request.From));
        using (var library = Library(server))
            library.Load("sample", Cancellation).Train.Image(7).ToArray()[..2].ShouldBe([70, 71]);
        using (var library = Library(server))
            library.Load("sample", Cancellation).Test.Count.ShouldBe(30);

        server.Requests.ShouldBe(IdxFolder.FileNames.Select(name => name + ".gz"));
        Directory.GetFiles(Target, "*.part").ShouldBeEmpty();
        var first = Files[IdxSample.TrainImages + ".gz"].Length;
        var reports = _progress.Where(progress => progress.FileNumber == 1).ToArray();
        reports.Select(progress => progress.Bytes).ShouldBeInOrder(SortDirection.Ascending);
        reports[^1].ShouldBe(new("sample", IdxSample.TrainImages + ".gz", 1, 4, first, first, "127.0.0.1"));
    }

    [Fact]
    public void Fetch_ConnectionBreaks_GoesOnWhereItStopped()
    {
        using var server = new MirrorServer(request => MirrorReply.Good(Files[request.Path], request.From) with
        {
            BreakAfter = request.Number < 3 ? 3000 : int.MaxValue,
        });
        using var library = Library(server);

        library.Fetch("sample", Cancellation).State.ShouldBe(DatasetState.Verified);

        server.Requests[..3].ShouldBe(
            [$"{IdxSample.TrainImages}.gz", $"{IdxSample.TrainImages}.gz@3000", $"{IdxSample.TrainImages}.gz@6000"]);
        server.Requests.Length.ShouldBe(6);
    }

    [Fact]
    public void Fetch_InAnotherProcessLater_GoesOnWhereItStopped()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllBytes(Path.Combine(Target, IdxSample.TrainImages + ".gz.part"), Files[IdxSample.TrainImages + ".gz"][..500]);
        using var server = new MirrorServer(request => MirrorReply.Good(Files[request.Path], request.From));
        using var library = Library(server);

        library.Fetch("sample", Cancellation).State.ShouldBe(DatasetState.Verified);

        server.Requests[0].ShouldBe($"{IdxSample.TrainImages}.gz@500");
    }

    [Fact]
    public void Fetch_ServerKnowsNoRanges_StartsAgain()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllBytes(Path.Combine(Target, IdxSample.TrainImages + ".gz.part"), new byte[500]);
        using var server = new MirrorServer(request => MirrorReply.Whole(Files[request.Path]));
        using var library = Library(server);

        library.Fetch("sample", Cancellation).State.ShouldBe(DatasetState.Verified);
    }

    [Fact]
    public void Fetch_WhatWasLeftBehindIsWrong_StartsAgain()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllBytes(Path.Combine(Target, IdxSample.TrainImages + ".gz.part"), new byte[500]);
        using var server = new MirrorServer(request => MirrorReply.Good(Files[request.Path], request.From));
        using var library = Library(server);

        library.Fetch("sample", Cancellation).State.ShouldBe(DatasetState.Verified);

        server.Requests[..2].ShouldBe([$"{IdxSample.TrainImages}.gz@500", $"{IdxSample.TrainImages}.gz"]);
    }

    [Fact]
    public void Fetch_FirstMirrorHasNothing_TheSecondServes()
    {
        using var empty = new MirrorServer(_ => MirrorReply.NotFound);
        using var good = new MirrorServer(request => MirrorReply.Good(Files[request.Path], request.From));
        using var library = Library(empty, good);

        library.Fetch("sample", Cancellation).State.ShouldBe(DatasetState.Verified);

        empty.Requests.Length.ShouldBe(4);
        good.Requests.Length.ShouldBe(4);
    }

    [Fact]
    public void Fetch_MirrorSendsWrongBytes_TheSecondServesAndNothingWrongStays()
    {
        using var bad = new MirrorServer(request => MirrorReply.Whole(new byte[Files[request.Path].Length]));
        using var good = new MirrorServer(request => MirrorReply.Good(Files[request.Path], request.From));
        using var library = Library(bad, good);

        library.Fetch("sample", Cancellation).State.ShouldBe(DatasetState.Verified);

        good.Requests.ShouldBe(IdxFolder.FileNames.Select(name => name + ".gz"));
    }

    [Theory]
    [InlineData("wrong", "SHA-256")]
    [InlineData("long", "bytes long")]
    [InlineData("missing", "404 Not Found")]
    [InlineData("silent", "no answer")]
    public void Load_NoMirrorServes_IsOneErrorWithWhatToDo(string how, string reason)
    {
        using var server = new MirrorServer(request => how switch
        {
            "wrong" => MirrorReply.Whole(new byte[Files[request.Path].Length]),
            "long" => MirrorReply.Whole([.. Files[request.Path], 1, 2, 3]),
            "missing" => MirrorReply.NotFound,
            _ => MirrorReply.Whole(Files[request.Path]) with { BreakAfter = 0, Hang = true },
        });
        using var library = Library(TimeSpan.FromMilliseconds(how == "silent" ? 50 : 30_000), server);

        var error = Should.Throw<SweepException>(() => library.Load("sample", Cancellation));

        error.Kind.ShouldBe(SweepErrorKind.Environment);
        error.Message.ShouldContain($"{server.Address}{IdxSample.TrainImages}.gz: ");
        error.Message.ShouldContain(reason);
        error.Message.ShouldContain("Try again when the network is back");
        error.Message.ShouldContain("--data or SWEEP_DATA");
        Directory.GetFiles(Target, "*.gz").ShouldBeEmpty();
    }

    [Fact]
    public void Load_NobodyListens_IsOneErrorWithWhatToDo()
    {
        string address;
        using (var server = new MirrorServer(_ => MirrorReply.NotFound))
            address = server.Address;
        using var library = new DatasetLibrary(new(null, null, _folder.Path), null, [Sample(address)], TimeSpan.FromSeconds(30));

        Should.Throw<SweepException>(() => library.Load("sample", Cancellation)).Message.ShouldContain("could not be fetched");
    }

    [Fact]
    public void Load_WithoutDownloads_NamesTheFoldersAndAsksNoMirror()
    {
        using var server = new MirrorServer(request => MirrorReply.Good(Files[request.Path], request.From));
        using var library = new DatasetLibrary(
            new(null, _folder.Combine("configured"), _folder.Path), null, [Sample(server.Address)], TimeSpan.FromSeconds(30))
        {
            Downloads = false,
        };

        var refusal = Should.Throw<SweepException>(() => library.Load("sample", Cancellation));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldBe($"the files of Sample are in none of the folders {_folder.Combine("configured")}, {_folder.Path}.");
        server.Requests.ShouldBeEmpty();
        Directory.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public void Load_DamagedFile_IsRefusedAndFetchMendsIt()
    {
        using var server = new MirrorServer(request => MirrorReply.Good(Files[request.Path], request.From));
        using var library = Library(server);
        library.Fetch("sample", Cancellation);
        var file = Path.Combine(Target, IdxSample.TestLabels + ".gz");
        var bytes = File.ReadAllBytes(file);
        bytes[^9] ^= 1;
        File.WriteAllBytes(file, bytes);

        var message = Should.Throw<SweepException>(() => library.Load("sample", Cancellation)).Message;
        message.ShouldStartWith($"{file} has the SHA-256 ");
        message.ShouldContain("./sweep data fetch sample");
        library.Verify("sample", Cancellation).State.ShouldBe(DatasetState.Damaged);
        library.Fetch("sample", Cancellation).State.ShouldBe(DatasetState.Verified);
        library.Load("sample", Cancellation).Test.Count.ShouldBe(30);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("sample", false)]
    [InlineData("", true)]
    [InlineData("sample", true)]
    public void Load_FilesInGivenOrConfiguredFolder_NeedNoNetwork(string subfolder, bool plain)
    {
        using var elsewhere = new TemporaryFolder();
        Directory.CreateDirectory(elsewhere.Combine(subfolder));
        foreach (var (name, bytes) in plain ? Plain : Files)
            File.WriteAllBytes(elsewhere.Combine(subfolder, name), bytes);
        using var given = Library(new DatasetFolders(elsewhere.Path, null, _folder.Path));
        using var configured = Library(new DatasetFolders(null, elsewhere.Path, _folder.Path));

        given.Load("sample", Cancellation).Train.Count.ShouldBe(40_000);
        configured.Load("sample", Cancellation).Train.Count.ShouldBe(40_000);
    }

    [Fact]
    public void List_FlatFolderOfAnotherSet_IsNotTakenForThisOne()
    {
        using var elsewhere = new TemporaryFolder();
        IdxSample.Write(elsewhere.Path, train: 5, test: 3, gzip: true);
        using var library = Library(new DatasetFolders(elsewhere.Path, null, _folder.Path));

        library.List(Cancellation)[0].ShouldBe(new("sample", "Sample", 40_000, 30, DatasetState.Absent, null, ""));
    }

    [Fact]
    public void List_FilesAreMissing_SaysHowMany()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllBytes(Path.Combine(Target, IdxSample.TestLabels + ".gz"), Files[IdxSample.TestLabels + ".gz"]);
        using var library = Library(new DatasetFolders(null, null, _folder.Path));

        library.List(Cancellation)[0].ShouldBe(new("sample", "Sample", 40_000, 30, DatasetState.Absent, Target, "1 of 4 files"));
    }

    [Fact]
    public async Task Fetch_TwoAtOnce_FetchEachFileOnce()
    {
        using var server = new MirrorServer(request => MirrorReply.Good(Files[request.Path], request.From));
        using var one = Library(server);
        using var two = Library(server);

        var states = await Task.WhenAll(
            Task.Run(() => one.Fetch("sample", Cancellation).State, Cancellation),
            Task.Run(() => two.Fetch("sample", Cancellation).State, Cancellation))
            .WithinDeadlineAsync("both to have fetched");

        states.ShouldAllBe(state => state == DatasetState.Verified);
        server.Requests.Length.ShouldBe(4);
    }

    [Fact]
    public void Fetch_Cancelled_StopsAndKeepsWhatCame()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var server = new MirrorServer(
            request => MirrorReply.Good(Files[request.Path], request.From) with { BreakAfter = 700, Hang = true });
        using var library = new DatasetLibrary(
            new(null, null, _folder.Path), new Listener(_ => stop.Cancel()), [Sample(server.Address)], TimeSpan.FromMinutes(5));

        Should.Throw<OperationCanceledException>(() => library.Fetch("sample", stop.Token));

        new FileInfo(Path.Combine(Target, IdxSample.TrainImages + ".gz.part")).Length.ShouldBe(700);
    }

    private static PublishedDataset Sample(params string[] mirrors)
    {
        var files = IdxFolder.FileNames.Select(name => new PublishedFile(
            name, Files[name + ".gz"].Length, Sum(Files[name + ".gz"]), Plain[name].Length, Sum(Plain[name])));
        return new("sample", "Sample", ["sample"], [.. files], mirrors, ["a", "b", "c"], 40_000, 30, "fingerprint");
    }

    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private DatasetLibrary Library(params MirrorServer[] servers) => Library(TimeSpan.FromSeconds(30), servers);

    private DatasetLibrary Library(TimeSpan stall, params MirrorServer[] servers) =>
        new(new(null, null, _folder.Path), new Listener(_progress.Add), [Sample([.. servers.Select(server => server.Address)])], stall);

    private static DatasetLibrary Library(DatasetFolders folders) => new(folders, null, [Sample()], TimeSpan.FromSeconds(30));

    private sealed class Listener(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
