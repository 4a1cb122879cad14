using System.Text;
using ImmuFunctions.Cli.Stores.Rows;
using ImmuFunctions.Client;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>Files of entries: what is written is read, and bytes that are none are refused.</summary>
public sealed class RowsTests
{
    private const string Letters = "a\",\r\nü {}[]:1\\\0";

    [Fact]
    public void CsvReader_WhatWasWritten_IsReadAgain()
    {
        var random = new Random(1);
        for (int round = 0; round < 500; round++)
        {
            List<string[]> records = [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 3).Select(_ => Text(random)).ToArray())];
            records.ForEach(r => r[0] += "x"); // a record of empty fields is an empty line to others
            var reader = new CsvReader(new StringReader(string.Concat(records.Select(r => CsvText.Record(r)))));

            Assert.All(records, record => Assert.Equal(record, reader.Read()!));
            Assert.Null(reader.Read());
        }
    }

    [Fact]
    public void CsvReader_LinesOfAnyEnd_AreCounted()
    {
        var reader = new CsvReader(new StringReader("a\n\r\nb,\"x\ny\"\rc"));

        Assert.Equal(["a"], reader.Read()!);
        Assert.Equal(["b", "x\ny"], reader.Read()!);
        Assert.Equal(3, reader.Line);
        Assert.Equal(["c"], reader.Read()!);
        Assert.Equal(5, reader.Line);
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("\"a\"b")]
    [InlineData("\"a")]
    public void CsvReader_QuotesOutOfPlace_AreRefused(string text) => Assert.Throws<RowFormatException>(() => new CsvReader(new StringReader(text)).Read());

    [Fact]
    public void Rows_RandomText_IsReadOrRefused()
    {
        var random = new Random(2);
        for (int round = 0; round < 3000; round++)
        {
            string text = "key,value\n" + Text(random) + Text(random);
            ReadOrRefuse(() => CsvRows.Read(new StringReader(text), new RowColumns(null, null)));
            ReadOrRefuse(() => JsonRows.Read(new StringReader("{\"key\":\"a\"" + text), new RowColumns(null, null)));
            ReadOrRefuse(() => JsonRows.Read(new StringReader(Text(random)), new RowColumns("a", "b")));
        }
    }

    [Fact]
    public void JsonRows_HalfASurrogatePair_IsRefused() =>
        Assert.Throws<RowFormatException>(() => JsonRows.Read(new StringReader("{\"key\":\"\\ud800\",\"value\":1}"), new RowColumns(null, null)).ToList());

    [Fact]
    public void JsonRows_WhatWasWritten_IsReadAgain()
    {
        var random = new Random(3);
        for (int round = 0; round < 500; round++)
        {
            var key = new byte[random.Next(1, 9)];
            var value = new byte[random.Next(9)];
            random.NextBytes(key);
            random.NextBytes(value);
            if (round % 2 == 0)
                (key, value) = (Encoding.UTF8.GetBytes(Text(random) + "x"), Encoding.UTF8.GetBytes(Text(random)));
            var entry = new LedgerEntry { Index = 3, Key = key, Value = value, StoredValue = value };

            SourceRow read = Assert.Single(JsonRows.Read(new StringReader(Encoding.UTF8.GetString(JsonRows.ToLine(entry))), new RowColumns(null, null)));

            Assert.Equal(new SourceRow(key, value) { Index = 3 }, read);
        }
    }

    [Fact]
    public void JsonRows_WhatPointsWasWritten_IsReadAgainOrRefusedOnceChanged()
    {
        var random = new Random(5);
        for (int round = 0; round < 1000; round++)
        {
            var name = new byte[random.Next(1, 9)];
            random.NextBytes(name);
            bool isMember = round % 2 == 0;
            double score = BitConverter.Int64BitsToDouble(random.NextInt64());
            var pointer = new SourcePointer(isMember ? name : (LedgerBytes?)null, isMember && !double.IsNaN(score) ? score : 0, Text(random) + "x", round % 3 == 0 ? null : (ulong)random.NextInt64());
            var row = new SourceRow(isMember ? default : (LedgerBytes)name, default) { Index = (ulong)round, Pointer = pointer };
            string line = Encoding.UTF8.GetString(JsonRows.ToLine(row));

            Assert.Equal(row, Assert.Single(JsonRows.Read(new StringReader(line), new RowColumns(null, null))));
            Assert.Equal(pointer.At is { } at ? [at] : [], JsonRows.BoundIn(new StringReader(line)));
            char[] changed = line.ToCharArray();
            changed[random.Next(changed.Length)] = Letters[random.Next(Letters.Length)];
            ReadOrRefuse(() => JsonRows.Read(new StringReader(new string(changed)), new RowColumns(null, null)));
            _ = JsonRows.BoundIn(new StringReader(new string(changed)));
        }
    }

    [Fact]
    public void JsonRows_LineWithAKey_IsAnEntryWhateverElseItHas()
    {
        SourceRow row = Assert.Single(JsonRows.Read(new StringReader("""{"key":"a","value":"b","reference":"r","to":"x","at":1}"""), new RowColumns(null, null)));
        SourceRow named = Assert.Single(JsonRows.Read(new StringReader("""{"reference":"r","to":"x"}"""), new RowColumns("reference", "to")));

        Assert.Equal(new SourceRow("a", "b"), row);
        Assert.Equal(new SourceRow("r", "x"), named);
    }

    [Fact]
    public void ImportState_WrittenAndRandomBytes_IsReadOrRefused()
    {
        var state = new ImportState(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "rows.csv to db", 12, 34, [new WrittenRange(30, 40), new WrittenRange(41, 50)]) { Bound = [KeyValuePair.Create(1UL, 8UL), KeyValuePair.Create(3UL, 2UL)] };
        byte[] bytes = state.Format();
        var random = new Random(4);

        Assert.Equal(bytes, ImportState.TryParse(bytes)!.Format());
        for (int round = 0; round < 2000; round++)
        {
            byte[] changed = [.. bytes];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            _ = ImportState.TryParse(changed.AsMemory(0, random.Next(changed.Length + 1)));
        }
    }

    private static void ReadOrRefuse(Func<IEnumerable<SourceRow>> read)
    {
        try
        {
            _ = read().Count();
        }
        catch (RowFormatException e)
        {
            Assert.InRange(e.Line, 1, 100);
        }
    }

    private static string Text(Random random) => new([.. Enumerable.Range(0, random.Next(12)).Select(_ => Letters[random.Next(Letters.Length)])]);
}
