"""Counts checks and says what differed."""

import contextlib
import traceback

import grpc


class Checks:
    def __init__(self):
        self.passed = 0
        self.failures = []

    def group(self, name, body):
        """Runs one group, prints its line, and goes on to the next even if it fails."""
        passed, failed = self.passed, len(self.failures)
        try:
            body()
        except Exception:  # whatever ended the group is the failure to report
            self.failures.append("the group ended early:\n" + traceback.format_exc())
        failures = self.failures[failed:]
        print(f"{'FAILED' if failures else 'ok    '} {name}: {self.passed - passed} checks", flush=True)
        for failure in failures:
            print("         " + failure.replace("\n", "\n         "))

    def equal(self, actual, expected, what):
        if actual == expected:
            self.passed += 1
        else:
            self.failures.append(f"{what}\nexpected {_short(expected)}\nactual   {_short(actual)}")

    def ok(self, condition, what):
        self.equal(bool(condition), True, what)

    @contextlib.contextmanager
    def refused(self, code, text):
        """The call in the body is refused with this code and exactly this text."""
        try:
            yield
        except grpc.RpcError as error:
            self.equal((error.code().name, error.details()), (code, text), f"refused with {code} {text}")
        else:
            self.failures.append(f"expected {code} {text}, but the call succeeded")

    def summarise(self):
        if self.failures:
            print(f"{len(self.failures)} checks failed")
        print(f"{self.passed} checks passed")
        return 0 if self.passed and not self.failures else 1


def _short(value):
    text = repr(value)
    return text if len(text) <= 600 else f"{text[:400]}…{text[-200:]} ({len(text)} characters)"
