using System.Runtime.Versioning;
using SweepCluster.Api.Keys;
using SweepCluster.Client;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Api;

public sealed class KeysCommandTests : IDisposable
{
    private readonly VerbRun _verbs = new();

    private KeyFile File => KeyFile.FromHome(_verbs.Home);

    public void Dispose() => _verbs.Dispose();

    [Theory]
    [InlineData("read", KeyScope.Read)]
    [InlineData("submit", KeyScope.Submit)]
    [InlineData("admin", KeyScope.Admin)]
    internal async Task Add_AKey_PrintsItAndKeepsItsHash(string scope, KeyScope stored)
    {
        var (code, output, error) = await _verbs.RunAsync("keys", "add", "ada", "--scope", scope);

        code.ShouldBe(ExitCodes.Done);
        error.ShouldContain("it is not shown again");
        // Into a file or a pipe: the key alone, without the end of a line.
        var key = output;
        key.ShouldMatch(@"\Aswp_[A-Za-z0-9_-]{43}\z");
        var text = await System.IO.File.ReadAllTextAsync(File.Location, TestContext.Current.CancellationToken);
        text.ShouldNotContain(key);
        text.ShouldContain($"\"scope\": \"{scope}\"");
        var kept = File.Read().ShouldHaveSingleItem();
        (kept.Name, kept.Scope, kept.Matches(key), kept.Matches(key[..^1])).ShouldBe(("ada", stored, true, false));
    }

    [Fact]
    public async Task Add_OnATerminal_EndsTheLine()
    {
        using var verbs = new VerbRun { Terminal = new(IsInteractive: false, () => (80, 24)) };

        (await verbs.RunAsync("keys", "add", "ada")).Output.ShouldMatch(@"\Aswp_[A-Za-z0-9_-]{43}\n\z");
    }

    [Theory]
    [InlineData("{0}\n")]
    [InlineData("{0}\r\n")]
    [InlineData(" {0}\t\n\n")]
    [InlineData("\uFEFF{0}\n")]
    public void KeyFile_WithWhiteSpaceAroundTheKey_IsRead(string text)
    {
        var file = Path.Combine(_verbs.Home, "ada.key");
        System.IO.File.WriteAllText(file, text.Replace("{0}", "swp_a", StringComparison.Ordinal));

        ClusterAddress.Read("http://127.0.0.1:7070", file).Key.ShouldBe("swp_a");
    }

    [Fact]
    public async Task Add_TwoKeys_AreDifferent()
    {
        var first = (await _verbs.RunAsync("keys", "add", "a")).Output;

        (await _verbs.RunAsync("keys", "add", "b")).Output.ShouldNotBe(first);
    }

    [Fact]
    public async Task Add_ManyAtOnce_KeepsEveryKey()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 16), TestContext.Current.CancellationToken, (number, _) =>
        {
            KeyFile.FromHome(_verbs.Home).Add($"key-{number}", KeyScope.Read, DateTimeOffset.UnixEpoch);
            return ValueTask.CompletedTask;
        });

        File.Read().Count.ShouldBe(16);
    }

    [IntegrationFact]
    public async Task Add_ManyProcessesAtOnce_KeepsEveryKey()
    {
        string[] names = [.. Enumerable.Range(0, 8).Select(number => $"key-{number}")];

        var added = await Task.WhenAll(names.Select(name => CommandLine.RunAsync("keys", "add", name, "--home", _verbs.Home)));

        added.Select(process => process.Error).ShouldAllBe(error => error.StartsWith("Store it", StringComparison.Ordinal));
        File.Read().Select(key => key.Name).ShouldBe(names, ignoreOrder: true);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Add_AKey_LetsItsOwnerAloneReadTheFile()
    {
        await _verbs.RunAsync("keys", "add", "ada");

        System.IO.File.GetUnixFileMode(File.Location).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("add", "ada", "already")]
    [InlineData("add", "a da", "letters")]
    [InlineData("add", "local", "letters")]
    [InlineData("revoke", "bob", "./sweep keys ls")]
    public async Task Change_ThatIsImpossible_IsRefused(string verb, string name, string hint)
    {
        await _verbs.RunAsync("keys", "add", "ada");

        var (code, _, error) = await _verbs.RunAsync("keys", verb, name);

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain(hint);
        File.Read().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task List_Keys_ShowsNamesAndScopesOnly()
    {
        await _verbs.RunAsync("keys", "add", "ada");
        await _verbs.RunAsync("keys", "add", "eve", "--scope", "read");
        await _verbs.RunAsync("keys", "revoke", "ada");

        var (_, output, _) = await _verbs.RunAsync("keys", "ls");
        var (_, json, _) = await _verbs.RunAsync("keys", "ls", "--json");

        output.Split('\n')[1].ShouldStartWith("eve   read   ");
        output.ShouldNotContain("ada");
        json.ShouldStartWith("{\"name\":\"eve\",\"scope\":\"read\",\"created_at\":");
    }

    [Fact]
    public async Task List_ADamagedFile_SaysWhichAndWhatToDo()
    {
        await System.IO.File.WriteAllTextAsync(File.Location, "[{}]", TestContext.Current.CancellationToken);

        var (code, _, error) = await _verbs.RunAsync("keys", "ls");

        code.ShouldBe(ExitCodes.InternalError);
        error.ShouldContain(File.Location);
    }
}
