// Whom a change of number is told to again, where not all could be told.

import type { DeviceId } from '#protocol';
import { describe, expect, it } from 'vitest';
import { attach, newIdentity } from '../../../support/accounts.ts';
import { listed, newLinkDevice } from '../../../support/deviceLists.ts';
import { until } from '../../../support/people.ts';
import {
  document,
  first,
  firstNext,
  keysBy,
  newsFor,
  one,
  ready,
  second,
  secondNext,
  two,
  waitingFor,
} from './numberScene.ts';

describe('a change of number', () => {
  it('is told again, where one queue is full, to that one device alone', async () => {
    const { bench, signer, command, linked } = await ready();
    const third = listed(3, 41, 42);
    await bench.value({
      type: 'announceDevice',
      device: one,
      credential: bench.registration.command.device.credential.salt,
      tokenHash: 'of the third',
      registrationId: third.registrationId,
      pniRegistrationId: third.pniRegistrationId,
      signed: signer.sign(3, [first, second, third]),
    });
    const link = newLinkDevice('of the third', bench.registration, {}, [41, 42]);
    await bench.value(link);
    const pni = newIdentity();
    const three = 3 as DeviceId;
    const asked = command({
      identityKey: pni.publicKey,
      identities: [keysBy(pni, one, 52), keysBy(pni, two, 62), keysBy(pni, three, 72)],
      signed: signer.sign(4, [firstNext, secondNext, listed(3, 41, 72)]),
      news: newsFor([
        { deviceId: 2, registrationId: 31 },
        { deviceId: 3, registrationId: 41 },
      ]),
    });
    const insert = bench.queue.real.insert.bind(bench.queue.real);
    let isFull = true;
    const tries: DeviceId[] = [];
    bench.queue.real.insert = (to, ...rest) => {
      tries.push(to.device);
      const full = isFull && to.device === three;
      return full ? Promise.resolve({ outcome: 'full' }) : insert(to, ...rest);
    };
    expect(await bench.code(asked)).toBe('ok');
    await bench.value({ ...attach('of the second'), device: two, credential: linked });
    const credential = link.device.credential.salt;
    await bench.value({ ...attach('of the third'), device: three, credential });
    const sweep = () => {
      bench.clock.advance(20_000);
      return bench.turns();
    };
    await until(async () => {
      await sweep();
      return tries.filter((id) => id === three).length > 2;
    }, 'it is tried again');
    isFull = false;
    await until(async () => {
      await sweep();
      return !(await document(bench)).numberNews;
    }, 'it is told');
    expect(tries.filter((id) => id === two)).toHaveLength(1);
    const heard = await waitingFor(bench, three);
    expect(heard.map(({ updatedPni }) => updatedPni)).toEqual([asked.pni]);
  });
});
