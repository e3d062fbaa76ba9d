// A server that speaks as much of MongoDB's protocol as it takes to refuse a password. What it says
// holds the user's name, as MongoDB's own words do.

import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { BSON } from 'mongodb';

const headerBytes = 16;
/** Flags of a message and the kind of its only section. */
const preludeBytes = 5;
const opReply = 1;
const opQuery = 2004;
const opMessage = 2013;

const hello = {
  ...{ ok: 1, helloOk: true, isWritablePrimary: true, ismaster: true, setName: 'rs' },
  ...{ hosts: ['127.0.0.1'], minWireVersion: 0, maxWireVersion: 21, maxBsonObjectSize: 16_777_216 },
  ...{ maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000 },
  ...{ saslSupportedMechs: ['SCRAM-SHA-256'] },
};
const refused = {
  ...{ ok: 0, code: 18, codeName: 'AuthenticationFailed' },
  errmsg: 'Authentication failed for canary.',
};

/** Answers on a port of this machine; greets, and refuses whoever logs in. */
export function refusingMongo(): Server {
  return createServer((socket) => {
    let waiting = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      while (waiting.length >= headerBytes && waiting.length >= waiting.readInt32LE(0)) {
        const message = waiting.subarray(0, waiting.readInt32LE(0));
        waiting = waiting.subarray(message.length);
        socket.write(answerTo(message));
      }
    });
  }).listen(0, '127.0.0.1');
}

function answerTo(message: Buffer): Buffer {
  const isQuery = message.readInt32LE(12) === opQuery;
  const asksForLogin = message.includes('saslStart\0') && !message.includes('speculativeAuth');
  const document = BSON.serialize(asksForLogin ? refused : hello);
  const prelude = Buffer.alloc(isQuery ? 20 : preludeBytes);
  if (isQuery) prelude.writeInt32LE(1, 16);
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(headerBytes + prelude.length + document.length, 0);
  header.writeInt32LE(message.readInt32LE(4), 8);
  header.writeInt32LE(isQuery ? opReply : opMessage, 12);
  return Buffer.concat([header, prelude, document]);
}
