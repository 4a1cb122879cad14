// The first 17 entries are data set D of the vectors (key = value = decimal index): every reply is known byte for byte.
import { encodeRequest } from '../client.mjs';
import { bytes } from '../encode.mjs';
import { hex } from '../vectors.mjs';
import { verifyRootSignature, leafHash, verifyConsistency, verifyInclusion } from '../verify.mjs';

const count = 17;

export async function vectors(context) {
  ownVerifiers(context);
  for (let index = 0; index < count; index++) {
    await safeSet(context, index);
    await currentRoot(context, index + 1);
    await inclusions(context, index + 1);
    await consistencies(context, index);
    if (index === 15) await printTree(context);
  }
}

// A verifier that accepted anything would make every other check worthless.
function ownVerifiers({ checks, vectors }) {
  for (const { index, key, value, digest } of vectors.leaves)
    checks.equal(leafHash(index, hex(key), hex(value)), hex(digest), 'leaf vector');

  for (const vector of vectors.inclusion) {
    const proof = { index: vector.index, at: vector.at, leaf: hex(vector.leaf), root: hex(vector.root), path: vector.path.map(hex) };
    const wrong = { ...proof, leaf: hex(vector.leaf.replace(/^../, (byte) => byte === '00' ? '01' : '00')) };
    checks.ok(verifyInclusion(proof) && !verifyInclusion(wrong), `inclusion vector ${vector.index} in ${vector.size}`);
  }
  for (const vector of vectors.consistency) {
    const proof = {
      first: vector.first,
      second: vector.second,
      firstRoot: hex(vector.first_root),
      secondRoot: hex(vector.second_root),
      path: vector.path.map(hex),
    };
    const wrong = { ...proof, firstRoot: Buffer.alloc(32) };
    checks.ok(
      verifyConsistency(proof) && !verifyConsistency(wrong), `consistency vector ${vector.first} to ${vector.second}`);
  }
}

async function safeSet({ client, checks, log, vectors }, index) {
  const text = bytes(String(index));
  log.append(text, text);
  const start = encodeRequest('SafeSet', { kv: { key: text, value: text } }).toString('hex');
  const wire = vectors.safeset_wire.find(({ request_SafeSetOptions: request }) => request.startsWith(start));
  if (wire) {
    const reply = await client.raw('SafeSet', hex(wire.request_SafeSetOptions));
    checks.equal(reply, hex(wire.response_Proof), `SafeSet of entry ${index} on the wire`);
    return;
  }
  const proof = await client.call('SafeSet', { kv: { key: text, value: text }, rootIndex: { index: index - 1 } });
  checks.equal(
    proof,
    {
      leaf: log.leaf(index),
      index,
      root: log.root(),
      at: index,
      inclusionPath: log.inclusion(index),
      consistencyPath: log.consistency(index - 1),
    },
    `SafeSet of entry ${index}`);
}

async function currentRoot({ client, checks, vectors, signed }, size) {
  const expected = vectors.roots.find((vector) => vector.size === size);
  const root = await client.call('CurrentRoot');
  if (expected)
    checks.equal(root.payload, { index: size - 1, root: hex(expected.root) }, `CurrentRoot of size ${size}`);
  if (signed) {
    checks.equal(
      root.signature.publicKey, hex(vectors.root_signature.public_key_uncompressed), 'the key that signs');
    checks.ok(
      verifyRootSignature(payloadBytes(root.payload), root.signature), `the signature over the root of size ${size}`);
    checks.ok(
      !verifyRootSignature(payloadBytes({ ...root.payload, index: size }), root.signature), 'a signature holds for one root');
  } else {
    checks.equal(
      root.signature, { signature: Buffer.alloc(0), publicKey: Buffer.alloc(0) }, 'the signature is there, but empty');
  }
}

/** RootIndex on the wire: what the host signs. */
function payloadBytes({ index, root }) {
  return Buffer.concat([index === 0 ? Buffer.alloc(0) : Buffer.of(0x08, index), Buffer.of(0x12, 0x20), root]);
}

async function inclusions({ client, checks, vectors }, size) {
  for (const vector of vectors.inclusion.filter((candidate) => candidate.size === size))
    checks.equal(
      await client.call('Inclusion', { index: vector.index }),
      { at: vector.at, index: vector.index, root: hex(vector.root), leaf: hex(vector.leaf), path: vector.path.map(hex) },
      `Inclusion of ${vector.index} in ${size}`);
  await checks.refused(client.call('Inclusion', { index: size }), 'NOT_FOUND', 'index not found', 'Inclusion past the end');
}

async function consistencies({ client, checks, vectors }, last) {
  for (const vector of vectors.consistency.filter((candidate) => candidate.second === last))
    checks.equal(
      await client.call('Consistency', { index: vector.first }),
      {
        first: vector.first,
        second: vector.second,
        firstRoot: Buffer.alloc(0),
        secondRoot: hex(vector.second_root),
        path: vector.path.map(hex),
      },
      `Consistency from ${vector.first} to ${vector.second}`);
  await checks.refused(
    client.call('Consistency', { index: last + 1 }), 'NOT_FOUND', 'index not found', 'Consistency past the end');
}

// With 16 entries the tree is complete: five layers, no lone nodes.
async function printTree({ client, checks, log }) {
  const { t: layers } = await client.call('PrintTree');
  checks.equal(layers.map(({ l: nodes }) => nodes.length), [16, 8, 4, 2, 1], 'PrintTree layers');
  layers[0].l.forEach((node, position) => {
    checks.equal(
      { i: node.i, h: node.h, refk: node.refk, ref: node.ref },
      {
        i: Buffer.of(0, 0, 0, 0, 0, 0, 0, 0, 0, position),
        h: log.leaf(position),
        refk: bytes(String(position)),
        ref: true,
      },
      `PrintTree leaf ${position}`);
  });
  const top = layers[4].l[0];
  checks.equal(
    { i: top.i, h: top.h, root: top.root, ref: top.ref },
    { i: Buffer.of(0, 4, 0, 0, 0, 0, 0, 0, 0, 0), h: log.root(), root: true, ref: false },
    'PrintTree root');
}
