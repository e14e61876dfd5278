using System.Reflection;
using SweepCluster.Contracts.Grains;
using SweepCluster.Model;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests;

/// <summary>What silos and clients of different versions say to each other, against the committed snapshot. A change that an older
/// process can't understand is to be seen in review: additions are fine, a changed or reused id, alias or type is not.</summary>
public sealed class WireContractTests
{
    private const string Snapshot = "tests/Contracts.Tests/WireContracts.txt";

    [Fact]
    public void Contracts_AreThoseOfTheSnapshot()
    {
        var found = string.Join('\n', Types().SelectMany(Describe)) + "\n";

        var path = RepositoryFolder.Combine(Snapshot);
        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (found != expected)
            File.WriteAllText(path + ".found", found);
        found.ShouldBe(
            expected,
            "The wire contract has changed. If processes of the last release still understand it (new members with new ids, new types), "
            + $"replace {Snapshot} by {Snapshot}.found; else give the new shape a new alias.");
    }

    [Fact]
    public void Contracts_EveryMemberHasAnIdOfItsOwn()
    {
        foreach (var type in Types().Where(type => !type.IsInterface && !type.IsEnum))
        {
            var ids = Members(type).Select(member => member.Id).ToList();
            ids.ShouldBeUnique($"{type.Name} uses an id twice.");
        }
    }

    private static IEnumerable<Type> Types() =>
        new[] { typeof(SweepException), typeof(ISweepGrain) }.SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("SweepCluster", StringComparison.Ordinal) == true
                && Value(type, "AliasAttribute") is not null)
            .OrderBy(type => (string)Value(type, "AliasAttribute")!, StringComparer.Ordinal);

    private static IEnumerable<string> Describe(Type type)
    {
        yield return $"{(type.IsInterface ? "interface" : type.IsEnum ? "enum" : "type")} {Value(type, "AliasAttribute")}";
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
                yield return $"  {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)} {name}";
        }
        else if (type.IsInterface)
        {
            foreach (var method in type.GetMethods().OrderBy(method => (string)Value(method, "AliasAttribute")!, StringComparer.Ordinal))
                yield return $"  {Value(method, "AliasAttribute")}({Parameters(method)}) -> {Name(method.ReturnType)}";
        }
        else
        {
            foreach (var (id, name, member) in Members(type).OrderBy(member => member.Id))
                yield return $"  {id} {name}: {Name(member)}";
        }
    }

    private static IEnumerable<(uint Id, string Name, Type Type)> Members(Type type)
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var properties = type.GetProperties(all).Select(property => ((MemberInfo)property, property.PropertyType));
        var fields = type.GetFields(all).Where(field => !field.Name.StartsWith('<')).Select(field => ((MemberInfo)field, field.FieldType));
        return properties.Concat(fields).Where(member => Value(member.Item1, "IdAttribute") is not null)
            .Select(member => (
                Convert.ToUInt32(Value(member.Item1, "IdAttribute"), System.Globalization.CultureInfo.InvariantCulture),
                member.Item1.Name,
                member.Item2));
    }

    private static object? Value(MemberInfo member, string attribute) =>
        member.CustomAttributes.FirstOrDefault(data => data.AttributeType.Name == attribute)?.ConstructorArguments[0].Value;

    private static string Parameters(MethodInfo method) =>
        string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)));

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : Value(type, "AliasAttribute") as string ?? type.Name;
}
