// The owner is told of what touches the security of the account: kept with what it tells of, told
// to who is connected, and to everybody else on connecting.

import type { AccountId, DeviceId, SecurityKind } from '#protocol';
import { limits } from '#protocol';
import { describe, expect, it } from 'vitest';
import type { Account } from '#actors';
import { tellOwner } from '../../../../src/actors/account/security.ts';
import { connection } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { ListSigner, listed, newLinkDevice } from '../../../support/deviceLists.ts';

const one = 1 as DeviceId;
const account = { id: 'a' as AccountId } as Account;

/** The kinds of what a socket was told, oldest first. */
function toldTo(bench: ActorsBench, socket: ReturnType<typeof connection>): SecurityKind[] {
  return bench.delivery.told.flatMap(({ to, delivery }) =>
    to.connection === socket.connection && delivery.type === 'security'
      ? delivery.events.map(({ kind }) => kind)
      : [],
  );
}

describe('what is kept', () => {
  it('is the newest 32, oldest first', () => {
    let kept = account;
    for (let n = 0; n < limits.securityEventsMax + 5; n++) {
      kept = tellOwner(kept, { kind: 'session-began' }, 1000 + n).account;
    }
    const times = kept.security?.map(({ at }) => at) ?? [];
    expect(times).toHaveLength(limits.securityEventsMax);
    expect([times[0], times.at(-1)]).toEqual([1005, 1036]);
  });

  it('is not buried under many of another kind, by whoever can bring those about', () => {
    let kept = tellOwner(account, { kind: 'recovery-began' }, 1).account;
    kept = tellOwner(kept, { kind: 'login-changed', device: one }, 2).account;
    for (let n = 0; n < 1000; n++) {
      const kind = n % 3 === 0 ? 'locked-out' : 'session-began';
      kept = tellOwner(kept, { kind }, 1000 + n).account;
    }
    expect(kept.security).toHaveLength(limits.securityEventsMax);
    expect(kept.security?.slice(0, 2)).toMatchObject([
      { kind: 'recovery-began', at: 1 },
      { kind: 'login-changed', at: 2 },
    ]);
    expect(kept.security?.at(-1)).toMatchObject({ kind: 'locked-out', at: 1999 });
  });

  it('is named by its time, also where the clock stands still or is set back', () => {
    let kept = account;
    for (const nowMs of [5000, 5000, 100, 6000.7]) {
      kept = tellOwner(kept, { kind: 'login-changed', device: one }, nowMs).account;
    }
    expect(kept.security?.map(({ at }) => at)).toEqual([5000, 5001, 5002, 6000]);
    expect(kept.security?.[0]?.device).toBe(one);
  });
});

describe('a device that was linked', () => {
  async function linked() {
    const bench = await ActorsBench.registered();
    const credential = bench.registration.command.device.credential.salt;
    const signer = new ListSigner(bench.id, bench.registration.aci);
    const announced = {
      type: 'announceDevice',
      device: one,
      credential,
      tokenHash: 'hash',
      registrationId: 31,
      pniRegistrationId: 32,
      signed: signer.sign(2, [listed(1), listed(2, 31, 32)]),
    } as never;
    const attach = (name: string, attempt = 1) =>
      ({
        type: 'attach',
        device: one,
        credential,
        connection: connection(name),
        ordinal: attempt,
        attempt,
      }) as const;
    await bench.value(announced);
    return { bench, attach, link: newLinkDevice('hash', bench.registration) };
  }

  it('is told to the account at once, and kept with the device in one write', async () => {
    const { bench, attach, link } = await linked();
    await bench.value(attach('here'));
    const writes = bench.accounts.calls('replace').length;
    await bench.value(link);
    await bench.turns();
    expect(toldTo(bench, connection('here'))).toEqual(['device-linked']);
    expect(bench.accounts.calls('replace')).toHaveLength(writes + 1);
    const kept = (await bench.document())?.security;
    expect(kept).toEqual([{ kind: 'device-linked', at: bench.clock.now(), device: 2 }]);
    expect(await bench.value({ type: 'describeSecurity' })).toEqual(kept);
  });

  it('is told to who connects later, also at another worker, and on each attachment', async () => {
    const { bench, attach, link } = await linked();
    await bench.value(link);
    bench.open(2);
    await bench.value(attach('later'));
    await bench.turns();
    expect(toldTo(bench, connection('later'))).toEqual(['device-linked']);
    await bench.value(attach('later', 2));
    await bench.turns();
    expect(toldTo(bench, connection('later'))).toEqual(['device-linked', 'device-linked']);
  });

  it('is told again to nobody where the link is repeated', async () => {
    const { bench, link } = await linked();
    await bench.value(link);
    await bench.value(link);
    expect(await bench.value({ type: 'describeSecurity' })).toHaveLength(1);
  });

  it('is nothing to whoever registers the number next', async () => {
    const { bench, link } = await linked();
    await bench.value(link);
    const again = { ...bench.registration.command };
    const device = { ...again.device, credential: { salt: 'other', hash: 'other' } };
    await bench.evicting(bench.value({ ...again, device }));
    expect(await bench.value({ type: 'describeSecurity' })).toEqual([]);
  });
});

it('who connects where nothing happened is told nothing of it', async () => {
  const bench = await ActorsBench.registered();
  const credential = bench.registration.command.device.credential.salt;
  const socket = connection('socket');
  await bench.value({
    ...{ type: 'attach', device: one, credential, connection: socket },
    ...{ ordinal: 1, attempt: 1 },
  });
  await bench.turns();
  expect(bench.delivery.types(socket)).not.toContain('security');
});
