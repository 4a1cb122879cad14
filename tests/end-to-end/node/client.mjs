// One connection to a host: calls by name, with the headers of the answer where a check wants them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client, Metadata, credentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const schemas = fileURLToPath(new URL('../../../protocol', import.meta.url));
// Numbers are exact up to 2^53, far above any index used here.
const definitions = loadSync(
  ['immudb-0.8.proto', 'immufunctions-v1.proto'],
  { includeDirs: [schemas], keepCase: true, longs: Number, defaults: true, arrays: true });
const service = definitions['immudb.schema.ImmuService'];
const queries = definitions['immufunctions.v1.LedgerQueries'];
const identity = (bytes) => bytes;
const deadlineSeconds = 60;

export class ImmuClient {
  #client;

  /** Sent as `authorization` with every call that names no other; null sends none. */
  authorization = null;

  constructor(address, channelCredentials = credentials.createInsecure()) {
    this.#client = new Client(address, channelCredentials);
  }

  /** The reply of a unary call. A refused call throws grpc's error with `code` and `details`. */
  async call(method, request = {}, authorization = this.authorization) {
    return (await this.exchange(method, request, authorization)).reply;
  }

  /** The reply and the initial metadata; a refused call throws with the metadata as `error.header`. */
  exchange(method, request = {}, authorization = this.authorization) {
    const { path, requestSerialize, responseDeserialize } = service[method];
    return this.#unary(path, requestSerialize, responseDeserialize, request, authorization);
  }

  /** Request and reply as the bytes on the wire. */
  async raw(method, request, authorization = this.authorization) {
    return (await this.#unary(`/immudb.schema.ImmuService/${method}`, identity, identity, request, authorization)).reply;
  }

  /** The reply of a unary call of the service beside immudb's. */
  async query(method, request = {}, authorization = this.authorization) {
    const { path, requestSerialize, responseDeserialize } = queries[method];
    return (await this.#unary(path, requestSerialize, responseDeserialize, request, authorization)).reply;
  }

  /** Every message of a server stream. */
  stream(method, request = {}) {
    return this.#messages(service[method], request);
  }

  /** Every message of a server stream of the service beside immudb's. */
  queryStream(method, request = {}) {
    return this.#messages(queries[method], request);
  }

  close() {
    this.#client.close();
  }

  async #messages({ path, requestSerialize, responseDeserialize }, request) {
    const call = this.#client.makeServerStreamRequest(
      path, requestSerialize, responseDeserialize, request, metadata(this.authorization), deadline());
    const messages = [];
    for await (const message of call) messages.push(message);
    return messages;
  }

  #unary(path, serialize, deserialize, request, authorization) {
    return new Promise((resolve, reject) => {
      let header = new Metadata();
      const call = this.#client.makeUnaryRequest(
        path, serialize, deserialize, request, metadata(authorization), deadline(),
        (error, reply) => error ? reject(Object.assign(error, { header })) : resolve({ reply, header }));
      call.on('metadata', (received) => { header = received; });
    });
  }
}

/** Flags that say what to trust and what to show, for `parseArgs`. */
export const tlsOptions = { roots: { type: 'string' }, certificate: { type: 'string' }, key: { type: 'string' } };

/** Credentials made from those flags; without --roots the connection is one without TLS. */
export function tlsCredentials({ roots, certificate, key }) {
  const read = (file) => file === undefined ? null : readFileSync(file);
  return roots === undefined ? credentials.createInsecure() : credentials.createSsl(read(roots), read(key), read(certificate));
}

/** The bytes of a message of the schema, e.g. `encodeRequest('SetBatch', { KVs: [] })`. */
export function encodeRequest(method, request) {
  return service[method].requestSerialize(request);
}

function metadata(authorization) {
  const fields = new Metadata();
  if (authorization !== null) fields.set('authorization', authorization);
  return fields;
}

function deadline() {
  return { deadline: Date.now() + deadlineSeconds * 1000 };
}
