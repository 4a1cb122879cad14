using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>Strong entity tags, made of the content.</summary>
/// <remarks>Source: RFC 9110 sections 8.8.3 and 13.1.2.</remarks>
internal static class EntityTag
{
    private const int HashBytes = 16;

    /// <summary>The tag of what <paramref name="content"/> determines.</summary>
    /// <param name="content">The representation, or hashes of all that is in it.</param>
    /// <param name="form">Tells representations of the same content apart.</param>
    public static EntityTagHeaderValue Of(ReadOnlySpan<byte> content, string form = "") =>
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, HashBytes))}{form}\"");

    /// <summary>Notes the tag on the answer, and answers 304 if the client has it already.</summary>
    /// <returns>Whether the request is answered.</returns>
    public static bool AnswersWithoutBody(HttpContext context, EntityTagHeaderValue tag)
    {
        context.Response.Headers.ETag = tag.ToString();
        foreach (EntityTagHeaderValue known in context.Request.GetTypedHeaders().IfNoneMatch)
        {
            if (known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return true;
            }
        }

        return false;
    }
}
