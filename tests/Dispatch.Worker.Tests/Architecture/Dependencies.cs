using Mono.Cecil;

namespace Dispatch.Worker.Tests.Architecture;

/// <summary>Reads from an assembly's code which types each of its types names, in signatures, attributes and method bodies.</summary>
internal sealed class Dependencies : IDisposable
{
    private readonly AssemblyDefinition _assembly;

    public Dependencies(string path) => _assembly = AssemblyDefinition.ReadAssembly(path);

    public static Dependencies OfWorker() => new(typeof(Dispatch.Worker.Routing.RoutingTable).Assembly.Location);

    public static Dependencies OfContracts() => new(typeof(Dispatch.Contracts.CompletionRequest).Assembly.Location);

    public IEnumerable<string> ReferencedAssemblies => _assembly.MainModule.AssemblyReferences.Select(reference => reference.Name);

    /// <summary>The types that people wrote: no compiler-made ones, and nothing that a source generator put outside the project's namespaces.</summary>
    public IEnumerable<TypeDefinition> Types =>
        _assembly.MainModule.Types.Where(type => type.Namespace.StartsWith("Dispatch.", StringComparison.Ordinal));

    /// <summary>The full names of all types that <paramref name="type"/> and what is nested in it name.</summary>
    public static IEnumerable<string> UsedBy(TypeDefinition type)
    {
        var used = new HashSet<string>();
        foreach (var each in WithNested(type))
        {
            Add(used, each.BaseType);
            foreach (var contract in each.Interfaces)
                Add(used, contract.InterfaceType);
            foreach (var field in each.Fields)
                Add(used, field.FieldType);
            foreach (var attribute in each.CustomAttributes)
                Add(used, attribute.AttributeType);
            foreach (var method in each.Methods)
                AddMethod(used, method);
        }

        return used;
    }

    public void Dispose() => _assembly.Dispose();

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static void AddMethod(HashSet<string> used, MethodDefinition method)
    {
        Add(used, method.ReturnType);
        foreach (var parameter in method.Parameters)
            Add(used, parameter.ParameterType);
        if (!method.HasBody)
            return;

        foreach (var local in method.Body.Variables)
            Add(used, local.VariableType);
        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    Add(used, type);
                    break;
                case MethodReference call:
                    Add(used, call.DeclaringType);
                    Add(used, call.ReturnType);
                    foreach (var argument in (call as GenericInstanceMethod)?.GenericArguments ?? [])
                        Add(used, argument);
                    break;
                case FieldReference field:
                    Add(used, field.DeclaringType);
                    Add(used, field.FieldType);
                    break;
            }
        }
    }

    private static void Add(HashSet<string> used, TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                    Add(used, argument);
                break;
        }

        if (type is TypeSpecification specification)
            Add(used, specification.ElementType);
        else
            used.Add(type.DeclaringType is { } outer ? $"{outer.FullName}/{type.Name}" : type.FullName);
    }
}
