global using static ImmuFunctions.Ledger.Tests.TestRun;
