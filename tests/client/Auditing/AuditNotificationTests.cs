using System.Text;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Core.Hashing;
using Xunit;

namespace ImmuFunctions.Client.Tests.Auditing;

public sealed class AuditNotificationTests
{
    private static readonly AuditNotification Sample = new()
    {
        Username = "auditor",
        Password = "pa+ss",
        Database = "defaultdb",
        RunAt = new DateTimeOffset(2020, 11, 13, 0, 53, 42, 123, TimeSpan.FromHours(1)),
        Tampered = false,
        PreviousRoot = NotifiedRoot.Of(4, Hash.EmptyTree, [0xfb, 0xff], [4]),
        CurrentRoot = NotifiedRoot.Of(10, Hash.EmptyTree),
    };

    [Fact]
    public void ToJson_OfACheck_IsImmudbsPayload()
    {
        const string expected = """
            {"username":"auditor","password":"pa+ss","db":"defaultdb","run_at":"2020-11-13T00:53:42.123+01:00","tampered":false,
            "previous_root":{"index":3,"hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","signature":{"signature":"+/8=","public_key":"BA=="}},
            "current_root":{"index":9,"hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","signature":{"signature":"","public_key":""}}}
            """;

        string json = Encoding.UTF8.GetString(Sample.ToJson());

        Assert.Equal(expected.Replace("\n", ""), json);
    }

    [Fact]
    public void ToJson_OfAFailure_SaysWhatFailed()
    {
        string json = Encoding.UTF8.GetString((Sample with { Tampered = true, Failure = "the log is shorter" }).ToJson());

        Assert.EndsWith("\"failure\":\"the log is shorter\"}", json);
    }

    [Fact]
    public void Parse_OfAPayload_GivesItBack()
    {
        Assert.Equal(Sample, AuditNotification.Parse(Sample.ToJson()));
    }

    [Fact]
    public void Parse_OfRandomBytes_AnswersNull()
    {
        var random = new Random(14);
        byte[] good = Sample.ToJson();

        Assert.All(Enumerable.Range(0, 2000), _ =>
        {
            byte[] bytes = [.. good];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            AuditNotification.Parse(bytes); // returns
            random.NextBytes(bytes);
            Assert.Null(AuditNotification.Parse(bytes));
        });
    }
}
