// What is done before any handler is asked: for every event of the table the same, each in
// the shape that its client can read.

import { describe, expect, it } from 'vitest';
import type { CallId, ClientEventName, MediaId } from '#protocol';
import {
  callHearEvent,
  callJoinEvent,
  callLeaveEvent,
  callModerateEvent,
  callMuteEvent,
  callSecureEvent,
  callSendEvent,
  callUnhearEvent,
  clientEvents,
  decodeAckAnswer,
  decodeResponse,
} from '#protocol';
import { ManualClock, silentLog } from '#runtime';
import type { Connection } from '../../../src/gateway/egress/connection.ts';
import { eventsBurst } from '../../../src/gateway/sockets/eventBucket.ts';
import type { ClientEvent } from '../../../src/gateway/sockets/events.ts';
import { ClientEvents } from '../../../src/gateway/sockets/events.ts';
import { noCalls, noTopics } from '../../support/topics.ts';
import { nobodyNameless } from '../../support/anonymous.ts';

const nobody = () => Promise.reject(new Error('no handler is asked'));

function prepared(party: 'device' | 'anonymous' = 'device') {
  const made = new ClientEvents({
    topics: noTopics,
    calls: noCalls,
    router: { member: 'm', ask: nobody } as never,
    api: { answer: nobody },
    ends: { refresh: nobody },
    anonymous: nobodyNameless,
    acceptSend: nobody,
    clock: new ManualClock(),
    log: silentLog,
  });
  const connection = { phase: 'open', checkBacklog() {}, close() {} } as unknown as Connection;
  const isDevice = party === 'device';
  const receive = isDevice ? made.receiver(connection) : made.anonymousReceiver(connection);
  const answers: Uint8Array[] = [];
  const say = (name: string, body?: Uint8Array, bytes = body?.length ?? 0) => {
    const event: ClientEvent = { name, body, bytes, reply: (answer) => answers.push(answer) };
    receive(event);
    return answers.pop() ?? new Uint8Array(0);
  };
  return { made, connection, say };
}

const call = 'ca'.repeat(32) as CallId;
/** Bodies of events that cannot be empty. */
const bodies: Readonly<Record<string, Uint8Array>> = {
  'call:join': callJoinEvent.body.encode({
    proof: { by: 'secret', secret: new Uint8Array(32), name: new Uint8Array(16) },
    resume: new Uint8Array(0),
  }),
  'call:secure': callSecureEvent.body.encode({ call, role: 'client', fingerprints: [] }),
  'call:send': callSendEvent.body.encode({ call, kind: 'audio', ssrc: 1, payloadType: 111 }),
  'call:hear': callHearEvent.body.encode({ call, source: 1 }),
  'call:unhear': callUnhearEvent.body.encode({ call, source: 1 }),
  'call:mute': callMuteEvent.body.encode({ call, source: 1, muted: true }),
  'call:moderate': callModerateEvent.body.encode({ call, mediaId: 1 as MediaId, deed: 'mute' }),
  'call:leave': callLeaveEvent.body.encode({ call }),
};

const codeOf = (answer: Uint8Array) => decodeAckAnswer(answer).refusal?.code;
/** In the shape of the event's own answer. */
const ownCodeOf = (name: ClientEventName, answer: Uint8Array) => {
  if (clientEvents.get(name)?.refusedAs === 'field') return codeOf(answer);
  const { headers } = decodeResponse(answer);
  return /^x-aldis-code: (.*)$/m.exec(headers.join('\n'))?.[1];
};

const parties = ['device', 'anonymous'] as const;
const each = parties.flatMap((party) =>
  [...clientEvents.values()].map((spec) => [spec.name, party, spec] as const),
);
const said = each.filter(([, party, { who }]) => who.includes(party));

it.each(each)('%s may be said by the %s if its table says so', (name, party, { who }) => {
  const code = ownCodeOf(name, prepared(party).say(name));
  expect(code === 'auth.forbidden').toBe(!who.includes(party));
});

describe.each(said)('%s by the %s', (name, party, spec) => {
  it('is refused with more bytes than it may have, or none, or none that can be read', () => {
    const { say } = prepared(party);
    expect(codeOf(say(name, new Uint8Array(spec.bytesMax + 1)))).toBe('request.too_large');
    expect(codeOf(say(name))).toBe('event.malformed');
    expect(codeOf(say(name, Uint8Array.of(255)))).toBe('event.malformed');
  });

  it('is refused in its own shape over the rate, and once its connection is sent away', () => {
    const { made, connection, say } = prepared(party);
    const body = bodies[name] ?? new Uint8Array(0);
    const leaving = made.leave(connection);
    expect(ownCodeOf(name, say(name, body))).toBe('server.draining');
    for (let n = 0; n < eventsBurst; n++) say('nothing');
    expect(ownCodeOf(name, say(name, body))).toBe('frame.too_many');
    return leaving;
  });
});

it('an event that is not in the table is unknown, whatever its name', () => {
  const { say } = prepared();
  for (const name of ['deliver', 'server:hello', '__proto__', 'constructor', 'error', '']) {
    expect(codeOf(say(name, new Uint8Array(0))), name).toBe('event.unknown');
  }
});
