// Every message that is read from the wire, with where in it messages and lists of numbers lie. The
// only way into the protobuf decoder: fields are counted first.

import { checkFields } from './fields.ts';
import type { Shape } from './fields.ts';
import { frameFieldsMax } from './limits.ts';
import { aldis as wire } from './wire.js';

interface Kind<T> {
  readonly shape: Shape;
  /** Throws on bytes that are no such message, and on more fields than limits.frameFieldsMax. */
  decode(bytes: Uint8Array): T;
}

function kind<T>(decoder: { decode(bytes: Uint8Array): T }, shape: Shape = {}): Kind<T> {
  return {
    shape,
    decode(bytes) {
      checkFields(bytes, frameFieldsMax, shape);
      return decoder.decode(bytes);
    },
  };
}

const mismatchedDevices: Shape = { 1: 'numbers', 2: 'numbers', 3: 'numbers' };
const answer: Shape = { 1: { 5: mismatchedDevices } };

export const kinds = {
  Envelope: kind(wire.Envelope),
  Send: kind(wire.Send, { 3: {} }),
  SendAnswer: kind(wire.SendAnswer, answer),
  Deliver: kind(wire.Deliver),
  Ack: kind(wire.Ack),
  AckAnswer: kind(wire.AckAnswer, answer),
  Request: kind(wire.Request),
  Response: kind(wire.Response),
  Hello: kind(wire.Hello),
  Closing: kind(wire.Closing),
  Notice: kind(wire.Notice),
  AuthRefresh: kind(wire.AuthRefresh),
  AuthExpiring: kind(wire.AuthExpiring),
  Content: kind(wire.Content, { 1: {}, 4: {}, 5: { 2: 'numbers' }, 6: {} }),
} as const;
