// Just enough of protobuf to find a field in a message and to count what was found, without
// building objects: the generator must cost far less than the server it measures.

/** Where the last varint that was read ended; a second result without an object. */
let end = 0;

function varint(bytes: Uint8Array, start: number): number {
  let value = 0;
  let factor = 1;
  let at = start;
  for (;;) {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error('a varint has no end');
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
    factor *= 128;
  }
  end = at;
  return value;
}

/** Calls back with each field that carries bytes: its number, and where they are. */
function eachBytesField(
  bytes: Uint8Array,
  start: number,
  stop: number,
  found: (field: number, from: number, to: number) => void,
): void {
  let at = start;
  while (at < stop) {
    const tag = varint(bytes, at);
    at = end;
    const type = tag & 7;
    if (type === 0) {
      varint(bytes, at);
      at = end;
    } else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else if (type === 2) {
      const length = varint(bytes, at);
      const from = end;
      at = from + length;
      if (at > stop) throw new Error('a field is longer than its message');
      found(tag >>> 3, from, at);
    } else throw new Error(`wire type ${type}`);
  }
}

const refusalField = 1;
const refusalCodeField = 1;

/** The code of a SendAnswer or AckAnswer that refuses; undefined for one that does not. */
export function refusalCode(answer: Buffer): string | undefined {
  let code: string | undefined;
  eachBytesField(answer, 0, answer.length, (field, from, to) => {
    if (field !== refusalField) return;
    code = 'unnamed';
    eachBytesField(answer, from, to, (inner, start, stop) => {
      if (inner === refusalCodeField) code = answer.toString('latin1', start, stop);
    });
  });
  return code;
}

const envelopesField = 1;
const contentField = 8;
const guidField = 21;

/** Calls back with each envelope of a `deliver`: where its content begins, and its guid's place. */
export function eachEnvelope(
  deliver: Buffer,
  found: (contentAt: number, contentEnd: number, guidAt: number) => void,
): void {
  eachBytesField(deliver, 0, deliver.length, (field, from, to) => {
    if (field !== envelopesField) return;
    let contentAt = -1;
    let contentEnd = -1;
    let guidAt = -1;
    eachBytesField(deliver, from, to, (inner, start, stop) => {
      if (inner === contentField) {
        contentAt = start;
        contentEnd = stop;
      } else if (inner === guidField) guidAt = start;
    });
    found(contentAt, contentEnd, guidAt);
  });
}
