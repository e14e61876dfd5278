using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SweepCluster.Contracts.Grains;
using SweepCluster.Grains.Slots;

namespace SweepCluster.Cluster.Tests;

/// <summary>Everything that crosses a grain's boundary, through Orleans' serializer and back.</summary>
public sealed class SerializationTests
{
    private static readonly Type[] Interfaces =
        [.. new[] { typeof(ISweepGrain), typeof(ClusterTiming) }.SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))];

    public static TheoryData<string> Crossing() => new(Types().Select(type => type.ToString()).Order(StringComparer.Ordinal));

    [Fact]
    public void Interfaces_OfGrains_AreFound() => Interfaces.Length.ShouldBeGreaterThan(5);

    [Theory]
    [MemberData(nameof(Crossing))]
    public void Value_OfAParameterOrResult_ComesBackAsItWas(string name)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var type = Types().Single(type => type.ToString() == name);

        foreach (var value in Samples(type, depth: 0).Take(50))
        {
            var copy = serializer.Deserialize<object>(serializer.SerializeToArray<object>(value))!;

            copy.GetType().ShouldBe(value.GetType());
            Describe(copy).ShouldBe(Describe(value));
        }
    }

    private static IEnumerable<Type> Types() => Interfaces.SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(ResultOf(method.ReturnType)))
        .Where(type => type != typeof(void) && type != typeof(CancellationToken) && !type.IsAssignableTo(typeof(IAddressable)))
        .Distinct();

    private static Type ResultOf(Type returned) => returned.IsGenericType ? returned.GetGenericArguments()[0] : typeof(void);

    /// <summary>Values of a type with all members set: one for each concrete type that it may have.</summary>
    private static IEnumerable<object> Samples(Type type, int depth)
    {
        if (depth > 12)
            throw new InvalidOperationException($"{type} contains itself.");
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Samples(inner, depth + 1);
        if (type.IsEnum)
            return [Enum.GetValues(type).Cast<object>().Last()];
        if (Simple(type) is { } simple)
            return [simple];
        if (type.IsArray)
            return Samples(type.GetElementType()!, depth + 1).Select(item => Array(type.GetElementType()!, item));
        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))
            return Collections(type, depth);
        if (type.IsAbstract)
        {
            return type.Assembly.GetTypes().Where(derived => !derived.IsAbstract && derived.IsAssignableTo(type))
                .SelectMany(derived => Samples(derived, depth + 1));
        }

        return Records(type, depth);
    }

    private static object? Simple(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => true,
        TypeCode.String => "text",
        TypeCode.Double => 1.5,
        TypeCode.Single => 1.5f,
        TypeCode.Object when type == typeof(TimeSpan) => TimeSpan.FromSeconds(7),
        TypeCode.Object when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch.AddDays(7),
        TypeCode.Object when type == typeof(Guid) => new Guid("11111111-2222-3333-4444-555555555555"),
        TypeCode.Object => null,
        _ => Convert.ChangeType(7, type, CultureInfo.InvariantCulture),
    };

    private static IEnumerable<object> Collections(Type type, int depth)
    {
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 2)
        {
            var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
            dictionary.Add(Samples(arguments[0], depth + 1).First(), Samples(arguments[1], depth + 1).First());
            return [dictionary];
        }

        var items = Samples(arguments[0], depth + 1).Select(item => Array(arguments[0], item));
        if (type.IsInterface)
            return items;
        var immutable = typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(arguments);
        return items.Select(array => Activator.CreateInstance(type, immutable.Invoke(null, [array]))!);
    }

    private static Array Array(Type type, object item)
    {
        var array = System.Array.CreateInstance(type, 1);
        array.SetValue(item, 0);
        return array;
    }

    /// <summary>By the longest constructor; as many values as the member with the most concrete types has.</summary>
    private static IEnumerable<object> Records(Type type, int depth)
    {
        var constructor = type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).FirstOrDefault();
        var parameters = (constructor?.GetParameters() ?? [])
            .Select(parameter => Samples(parameter.ParameterType, depth + 1).ToArray()).ToArray();
        var settable = type.GetProperties().Where(property => property.SetMethod is { IsPublic: true })
            .Select(property => (Property: property, Values: Samples(property.PropertyType, depth + 1).ToArray())).ToArray();
        var count = parameters.Concat(settable.Select(member => member.Values)).Select(values => values.Length).DefaultIfEmpty(1).Max();
        for (var number = 0; number < count; number++)
        {
            var value = constructor is null
                ? Activator.CreateInstance(type)!
                : constructor.Invoke([.. parameters.Select(values => values[Math.Min(number, values.Length - 1)])]);
            foreach (var (property, values) in settable)
                property.SetValue(value, values[Math.Min(number, values.Length - 1)]);
            yield return value;
        }
    }

    /// <summary>All public members, down to the simple ones.</summary>
    private static string Describe(object? value) => value switch
    {
        null => "null",
        _ when value is Enum || Simple(value.GetType()) is not null => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Describe))}]",
        _ => $"{value.GetType().Name}({string.Join(", ", value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => $"{property.Name} = {Describe(property.GetValue(value))}"))})",
    };
}
