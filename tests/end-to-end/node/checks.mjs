// Counts checks, and tells clearly what differed when one fails.
import assert from 'node:assert';
import { status } from '@grpc/grpc-js';

export class Checks {
  #passed = 0;
  #failures = [];

  /** Runs one group, prints its line, and goes on to the next even if it fails. */
  async group(name, body) {
    const before = { passed: this.#passed, failed: this.#failures.length };
    try {
      await body();
    } catch (error) {
      this.#failures.push(`the group ended early: ${error.stack ?? error}`);
    }
    const failures = this.#failures.slice(before.failed);
    console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'} ${name}: ${this.#passed - before.passed} checks`);
    for (const failure of failures) console.log(indent(failure));
  }

  /** Both sides have the same content; bytes are compared and shown as hex. */
  equal(actual, expected, what) {
    try {
      assert.deepStrictEqual(readable(actual), readable(expected));
      this.#passed++;
    } catch (error) {
      this.#failures.push(`${what}\n${error.message}`);
    }
  }

  ok(condition, what) {
    if (condition) this.#passed++;
    else this.#failures.push(what);
  }

  /** The call is refused with this code (a name of grpc's status) and exactly this text, or a text that matches. */
  async refused(call, code, text, what = text) {
    let reply;
    try {
      reply = await call;
    } catch (error) {
      if (typeof error.code !== 'number') throw error;
      const expected = text instanceof RegExp && text.test(error.details) ? error.details : String(text);
      this.equal({ code: status[error.code], text: shorten(error.details) }, { code, text: shorten(expected) }, what);
      return;
    }
    this.#failures.push(`${what}: expected ${code} "${text}", but the call succeeded with ${JSON.stringify(readable(reply))}`);
  }

  /** Prints the last line and gives the exit code. */
  summarise() {
    if (this.#failures.length > 0) console.log(`${this.#failures.length} checks failed`);
    console.log(`${this.#passed} checks passed`);
    return this.#failures.length === 0 && this.#passed > 0 ? 0 : 1;
  }
}

function readable(value) {
  if (Buffer.isBuffer(value)) return shorten(value.toString('hex'));
  if (Array.isArray(value)) return value.map(readable);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, readable(field)]));
  return value;
}

// Values of megabytes would bury the message: a long text keeps its ends and its length.
function shorten(text) {
  return text.length <= 400 ? text : `${text.slice(0, 200)}…${text.slice(-100)} (${text.length} characters)`;
}

function indent(text) {
  return text.split('\n').map((line) => `         ${line}`).join('\n');
}
