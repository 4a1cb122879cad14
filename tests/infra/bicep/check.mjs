// Parses Bicep files and says where they are none: "file:line:column: what", one line each. Exit code 1 if there is any.
// Usage: node check.mjs FILE...

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

const grammar = fileURLToPath(new URL('node_modules/tree-sitter-bicep/tree-sitter-bicep.wasm', import.meta.url));

function* faults(node) {
  if (node.isMissing) yield [node, `'${node.type}' is missing`];
  else if (node.isError) yield [node, `'${node.text.split('\n')[0].trim()}' does not belong here`];
  else if (node.hasError) for (const child of node.children) yield* faults(child);
}

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));

let found = 0;
for (const file of process.argv.slice(2)) {
  const tree = parser.parse(await readFile(file, 'utf8'));
  for (const [node, what] of faults(tree.rootNode)) {
    console.log(`${file}:${node.startPosition.row + 1}:${node.startPosition.column + 1}: ${what}`);
    found++;
  }
}
process.exitCode = found > 0 ? 1 : 0;
