using System.CommandLine.Parsing;

namespace ImmuFunctions.Cli.Output;

/// <summary>What is wrong with a word of a command, said to people: the parser's own sentences name types of .NET.</summary>
internal static class Misunderstanding
{
    /// <summary>Says it.</summary>
    public static string Of(ParseError error)
    {
        (string? name, Type? type) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType),
            ArgumentResult argument => ($"<{argument.Argument.Name}>", argument.Argument.ValueType),
            _ => ((string?)null, (Type?)null),
        };
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        if (type is null || error.SymbolResult!.Tokens.Count != 1 || !error.Message.Contains(type.FullName!, StringComparison.Ordinal))
            return error.Message;
        return KindOf(type) is { } kind ? $"{name} is {kind}, not '{error.SymbolResult.Tokens[0].Value}'" : error.Message;
    }

    private static string? KindOf(Type type)
    {
        if (type.IsEnum)
            return string.Join(" or ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()));
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(double))
            return "a number";
        return type == typeof(ulong) || type == typeof(long) || type == typeof(int) ? "a whole number" : null;
    }
}
