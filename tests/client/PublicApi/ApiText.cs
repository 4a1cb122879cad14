using System.Globalization;
using System.Reflection;

namespace ImmuFunctions.Client.Tests.PublicApi;

/// <summary>Writes what an assembly shows to others: one line for each public type and member, with all that a caller depends on.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The lines, in ordinal order.</summary>
    public static string[] Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(type => Members(type).Prepend(TypeLine(type))).Order(StringComparer.Ordinal)];

    private static string TypeLine(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => IsReadOnly(type) ? "readonly struct" : "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<Type> bases = type.IsEnum
            ? [type.GetEnumUnderlyingType()]
            : (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [parent] : Type.EmptyTypes)
                .Concat(type.GetInterfaces().OrderBy(TypeText.Of, StringComparer.Ordinal));
        string inherited = string.Join(", ", bases.Select(TypeText.Of));
        return $"{TypeText.Of(type)}: {kind}{(inherited.Length > 0 ? " : " + inherited : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        string owner = TypeText.Of(type);
        foreach (FieldInfo field in type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName))
            yield return $"{owner}.{field.Name}: {FieldText(field)}";
        foreach (PropertyInfo property in type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible)))
            yield return $"{owner}.{PropertyText(property)}";
        foreach (EventInfo happening in type.GetEvents(Declared).Where(happening => IsVisible(happening.AddMethod!)))
            yield return $"{owner}.{happening.Name}: event {TypeText.Of(happening.EventHandlerType!)}";
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(constructor => IsVisible(constructor) && !constructor.IsStatic))
            yield return $"{owner}.new({Parameters(constructor)}){(constructor.IsFamily ? " protected" : "")}";
        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => IsVisible(method) && !IsAccessor(method) && !method.Name.StartsWith('<')))
            yield return $"{owner}.{MethodText(method)}";
    }

    private static string FieldText(FieldInfo field) => field switch
    {
        { IsLiteral: true, DeclaringType.IsEnum: true } => Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)!,
        { IsLiteral: true } => $"const {TypeText.Of(field)} = {TypeText.Value(field.GetRawConstantValue(), field.FieldType)}",
        _ => $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(field)}",
    };

    private static string PropertyText(PropertyInfo property)
    {
        MethodInfo any = property.GetAccessors(nonPublic: true).First(IsVisible);
        var accessors = new List<string>();
        if (property.GetMethod is { } get && IsVisible(get))
            accessors.Add("get");
        if (property.SetMethod is { } set && IsVisible(set))
            accessors.Add(set.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? "init" : "set");
        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length > 0 ? $"this[{string.Join(", ", index.Select(TypeText.Parameter))}]" : property.Name;
        bool isRequired = property.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "RequiredMemberAttribute");
        return $"{name}: {Modifiers(any)}{(isRequired ? "required " : "")}{TypeText.Of(property)} {{ {string.Join("; ", accessors)}; }}";
    }

    private static string MethodText(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        bool isExtension = method.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "ExtensionAttribute");
        return $"{method.Name}{generic}({(isExtension ? "this " : "")}{Parameters(method)}): {Modifiers(method)}{TypeText.Of(method.ReturnParameter)}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(TypeText.Parameter));

    private static string Modifiers(MethodInfo method)
    {
        string access = method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "";
        if (method.IsStatic)
            return access + "static ";
        if (method.DeclaringType!.IsInterface)
            return access;
        if (method.GetBaseDefinition() != method)
            return access + "override ";
        return access + (method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Operators have special names too, and are no accessors.
    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsReadOnly(Type type) => type.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "IsReadOnlyAttribute");
}
