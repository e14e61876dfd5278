#if !HAS_ORLEANS
// Where the package feed lacks Orleans, the contracts still compile: these declarations carry the names and
// nothing else. With Microsoft.Orleans.Sdk in the NuGet cache this file is empty.
namespace Orleans
{
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
    internal sealed class GenerateSerializerAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    internal sealed class ImmutableAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Method)]
    internal sealed class AliasAttribute(string alias) : Attribute
    {
        public string Alias { get; } = alias;
    }

    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
    internal sealed class IdAttribute(uint id) : Attribute
    {
        public uint Id { get; } = id;
    }

    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class ResponseTimeoutAttribute(string timeout) : Attribute
    {
        public string Timeout { get; } = timeout;
    }

    public interface IGrainWithStringKey;

    public interface IGrainWithIntegerKey;
}

namespace Orleans.Concurrency
{
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class OneWayAttribute : Attribute;
}
#endif
