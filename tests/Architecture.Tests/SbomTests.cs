using System.Text.Json;
using System.Text.RegularExpressions;
using SweepCluster.Sbom;
using SweepCluster.Testing;

namespace SweepCluster.Architecture.Tests;

/// <summary>The bill of materials, and the lock files that it is read from.</summary>
public sealed class SbomTests
{
    private const string NuGetSample = """
        {
          "version": 2,
          "dependencies": {
            "net10.0": {
              "Analyzer": { "type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.0", "contentHash": "AQI=" },
              "Data.Client": {
                "type": "Direct", "requested": "[2.0.0, )", "resolved": "2.0.0", "contentHash": "AwQ=",
                "dependencies": { "data.core": "1.5.0", "System.OfTheFramework": "4.0.0" }
              },
              "Data.Core": { "type": "Transitive", "resolved": "1.6.0", "contentHash": "BQY=" },
              "ours": { "type": "Project", "dependencies": { "Data.Client": "[2.0.0, )" } }
            },
            "net10.0/linux-x64": {
              "Data.Native": { "type": "Transitive", "resolved": "3.0.0", "contentHash": "Bwg=", "dependencies": { "Data.Core": "1.6.0" } }
            }
          }
        }
        """;

    private const string NpmSample = """
        {
          "lockfileVersion": 3,
          "packages": {
            "": { "dependencies": { "chart": "2.0.0" }, "devDependencies": { "@build/tool": "1.0.0" } },
            "node_modules/@build/tool": { "version": "1.0.0", "integrity": "sha512-AQI=", "dev": true, "dependencies": { "lib": "^1.0.0" } },
            "node_modules/@build/tool/node_modules/lib": { "version": "1.0.0", "integrity": "sha512-AwQ=", "dev": true },
            "node_modules/chart": { "version": "2.0.0", "integrity": "sha512-BQY=", "license": "MIT", "dependencies": { "lib": "^2.0.0" } },
            "node_modules/lib": { "version": "2.1.0", "integrity": "sha1-AAAA" }
          }
        }
        """;

    private static readonly Repository Here = new(RepositoryFolder.Root);

    public static TheoryData<string> Projects() =>
        [.. Here.Projects().Select(project => Path.GetRelativePath(RepositoryFolder.Root, project))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_HasALockFileWithHashesAndWithoutHosts(string project)
    {
        var text = File.ReadAllText(RepositoryFolder.Combine(Path.GetDirectoryName(project)!, "packages.lock.json"));

        text.ShouldNotContain("://");
        using var document = JsonDocument.Parse(text);
        var sections = document.RootElement.GetProperty("dependencies").EnumerateObject();
        foreach (var package in sections.SelectMany(section => section.Value.EnumerateObject()))
        {
            var isOurs = package.Value.GetProperty("type").GetString() == "Project";
            (isOurs || package.Value.TryGetProperty("contentHash", out _)).ShouldBeTrue(package.Name);
        }
    }

    [Fact]
    public void NuGetLock_IsReadWithItsGraphAndWithoutWhatTheFrameworkHolds()
    {
        var (packages, direct) = NuGetLock.Parse(NuGetSample, isShipped: true, buildOnly: ["analyzer"]);

        packages.Select(package => (package.Url, package.Sha512, package.IsShipped, string.Join(' ', package.Dependencies))).ShouldBe([
            ("pkg:nuget/Analyzer@1.0.0", "AQI=", false, ""),
            ("pkg:nuget/Data.Client@2.0.0", "AwQ=", true, "pkg:nuget/Data.Core@1.6.0"),
            ("pkg:nuget/Data.Core@1.6.0", "BQY=", true, ""),
            ("pkg:nuget/Data.Native@3.0.0", "Bwg=", true, "pkg:nuget/Data.Core@1.6.0"),
        ]);
        direct.ShouldBe(["pkg:nuget/Data.Client@2.0.0"]);
        NuGetLock.Parse(NuGetSample, isShipped: false, buildOnly: []).Packages.ShouldAllBe(package => !package.IsShipped);
    }

    [Fact]
    public void NpmLock_IsReadWithTheVersionThatEachPackageLoads()
    {
        var (packages, direct) = NpmLock.Parse(NpmSample);

        packages.Select(package => (package.Url, package.Sha512, package.IsShipped, string.Join(' ', package.Dependencies))).ShouldBe([
            ("pkg:npm/%40build/tool@1.0.0", "AQI=", false, "pkg:npm/lib@1.0.0"),
            ("pkg:npm/lib@1.0.0", "AwQ=", false, ""),
            ("pkg:npm/chart@2.0.0", "BQY=", true, "pkg:npm/lib@2.1.0"),
            ("pkg:npm/lib@2.1.0", null, true, ""),
        ]);
        packages.Select(package => (package.Group, package.Name)).First().ShouldBe(("@build", "tool"));
        direct.ShouldBe(["pkg:npm/chart@2.0.0"]);
    }

    [Fact]
    public void LockFiles_ThatDisagreeAboutAPackage_AreRefused()
    {
        var one = NuGetLock.Parse(NuGetSample, isShipped: true, buildOnly: []);
        var other = NuGetLock.Parse(NuGetSample.Replace("BQY=", "BQc=", StringComparison.Ordinal), isShipped: true, buildOnly: []);

        Should.Throw<InvalidDataException>(() => LockedPackages.Merge([one, other])).Message.ShouldContain("pkg:nuget/Data.Core@1.6.0");
    }

    [Fact]
    public void Sbom_OfTwoBuilds_IsTheSameUnlessTheyHaveAnEpoch()
    {
        var text = BillOfMaterials.Write("1.0.0", NuGetLock.Parse(NuGetSample, isShipped: true, buildOnly: []), built: null);

        text.ShouldBe(BillOfMaterials.Write("1.0.0", NuGetLock.Parse(NuGetSample, isShipped: true, buildOnly: []), built: null));
        text.ShouldNotContain("timestamp");
        BillOfMaterials.Write("1.0.0", NpmLock.Parse(NpmSample), DateTimeOffset.UnixEpoch)
            .ShouldContain("\"timestamp\": \"1970-01-01T00:00:00Z\"");
    }

    /// <summary>The rules of the schema <c>bom-1.6.schema.json</c> for what is written.</summary>
    [Fact]
    public void Sbom_OfTheRepository_FollowsTheSchema()
    {
        var packages = Here.ReadPackages();
        using var document = JsonDocument.Parse(BillOfMaterials.Write(Here.ReadVersion(), packages, DateTimeOffset.UnixEpoch));
        var bom = document.RootElement;

        ShouldHaveOnly(bom, "$schema", "bomFormat", "specVersion", "version", "metadata", "components", "dependencies");
        bom.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        bom.GetProperty("specVersion").GetString().ShouldBe("1.6");
        bom.GetProperty("version").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
        ShouldHaveOnly(bom.GetProperty("metadata"), "timestamp", "component");
        JsonElement[] components = [.. bom.GetProperty("components").EnumerateArray()];
        JsonElement[] all = [bom.GetProperty("metadata").GetProperty("component"), .. components];
        foreach (var component in all)
            ShouldBeAComponent(component);
        string[] references = [.. all.Select(component => component.GetProperty("bom-ref").GetString()!)];
        references.ShouldBeUnique();
        JsonElement[] dependencies = [.. bom.GetProperty("dependencies").EnumerateArray()];
        dependencies.Select(dependency => dependency.GetProperty("ref").GetString()!).ShouldBe(references, ignoreOrder: true);
        foreach (var dependency in dependencies)
        {
            ShouldHaveOnly(dependency, "ref", "dependsOn");
            string[] on = [.. dependency.GetProperty("dependsOn").EnumerateArray().Select(one => one.GetString()!)];
            on.ShouldBeUnique();
            on.Except(references).ShouldBeEmpty();
        }

        string[] shipped =
        [
            .. components.Where(component => component.GetProperty("scope").GetString() == "required")
                .Select(component => component.GetProperty("name").GetString()!),
        ];
        shipped.ShouldContain("Npgsql");
        shipped.ShouldContain("Microsoft.Orleans.Server");
        shipped.ShouldContain("echarts");
        foreach (var excluded in new[] { "xunit.v3", "Microsoft.CodeAnalysis.BannedApiAnalyzers", "esbuild" })
            shipped.ShouldNotContain(excluded);
    }

    private static void ShouldBeAComponent(JsonElement component)
    {
        ShouldHaveOnly(component, "type", "bom-ref", "group", "name", "version", "scope", "hashes", "licenses", "purl");
        component.GetProperty("type").GetString().ShouldBeOneOf("application", "library");
        component.GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        component.GetProperty("version").GetString()!.Length.ShouldBeInRange(1, 1024);
        component.GetProperty("purl").GetString()!.ShouldMatch("^pkg:(nuget|npm|generic)/[^@]+@[^@]+$");
        if (component.TryGetProperty("scope", out var scope))
            scope.GetString().ShouldBeOneOf("required", "optional", "excluded");
        foreach (var hash in component.TryGetProperty("hashes", out var hashes) ? hashes.EnumerateArray() : default)
        {
            ShouldHaveOnly(hash, "alg", "content");
            hash.GetProperty("alg").GetString().ShouldBe("SHA-512");
            Regex.IsMatch(hash.GetProperty("content").GetString()!, "^[0-9a-f]{128}$").ShouldBeTrue();
        }
    }

    private static void ShouldHaveOnly(JsonElement element, params string[] allowed) =>
        element.EnumerateObject().Select(property => property.Name).Except(allowed).ShouldBeEmpty();
}
