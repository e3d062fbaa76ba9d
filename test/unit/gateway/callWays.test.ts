// What a call is told of the way that a device can go: what the operator wishes, of one that can.

import { expect, it } from 'vitest';
import type { CallId, ConnectionId, MediaId, MemberId } from '#protocol';
import { callOfSecret, ok } from '#protocol';
import { ManualClock, silentLog } from '#runtime';
import { Calls } from '../../../src/gateway/egress/calls.ts';
import { PlainConnection } from '../../../src/gateway/egress/plainConnection.ts';
import { CallDoor } from '../../../src/gateway/ingress/callDoor.ts';

const proof = { by: 'secret', secret: new Uint8Array(32), name: new Uint8Array(16) } as const;
const wire = { emit() {}, backlogBytes: () => 0, holdsBack: () => false, close() {}, cut() {} };

/** Up to how many the call is told that it speaks directly. */
async function told(direct: boolean | undefined, meshMax: number): Promise<unknown> {
  const clock = new ManualClock();
  const asked: Record<string, unknown>[] = [];
  const router = {
    member: 'alpha-1' as MemberId,
    ask: async (_to: unknown, command: object) => {
      asked.push({ ...command });
      const call = callOfSecret(proof.secret).toString() as CallId;
      const members = { call, version: 1, epoch: 1, whole: true, members: [], left: [] };
      return ok({ mediaId: 1 as MediaId, members, resume: new Uint8Array(4) }) as never;
    },
    onShardsMoved() {},
  };
  const config = { ALDIS_CALL_MESH_MAX: meshMax };
  const door = new CallDoor(
    { router, config, take: async () => undefined },
    { prove: () => Promise.reject(new Error('There is no group.')) },
  );
  const calls = new Calls({ router, door, clock, log: silentLog });
  const at = { id: 'c1' as ConnectionId, ip: '192.0.2.1' };
  const connection = new PlainConnection(at, wire, clock);
  const resume = new Uint8Array(0);
  await calls.join(connection, { proof, resume, ...(direct !== undefined && { direct }) });
  return asked[0]?.['directMost'];
}

it('is the operator’s number for one that can, and none for one that cannot', async () => {
  expect(await told(true, 3)).toBe(3);
  expect(await told(true, 0)).toBe(0);
  expect(await told(false, 3)).toBe(0);
  expect(await told(undefined, 3)).toBe(0);
});
