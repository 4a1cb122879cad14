// The language-neutral test vectors that the C# tests use too.
import { readFileSync } from 'node:fs';

export function readVectors() {
  return JSON.parse(readFileSync(new URL('../../vectors/immudb-0.8.json', import.meta.url), 'utf8'));
}

export function hex(text) {
  return Buffer.from(text, 'hex');
}
