// What becomes of sockets when what is needed for them is withdrawn.

import { describe, expect, it } from 'vitest';
import { connection, primary } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { unheard } from '../../../support/faults.ts';

const terms = { document: 'terms', version: '2' };

async function agreed() {
  const bench = new ActorsBench();
  await bench.register();
  const { salt: credential } = bench.registration.command.device.credential;
  await bench.value({ type: 'giveConsent', credential, ...terms });
  const socket = connection('socket-1');
  const attempt = { connection: socket, ordinal: 1, attempt: 1, needs: [terms] };
  const attach = { type: 'attach', device: primary, credential, ...attempt } as const;
  const { document } = terms;
  const withdraw = { type: 'withdrawConsent', credential, document, isRequired: true } as const;
  const told = () => bench.delivery.told.filter(({ delivery }) => delivery.type === 'evict');
  const evicted = { type: 'evicted', credential, member: socket.member } as const;
  return { bench, credential, attach, withdraw, evicted, told };
}

describe('a withdrawal of what is required', () => {
  it('keeps a socket out whose handshake began before it', async () => {
    const { bench, attach, withdraw } = await agreed();
    expect(await bench.code(attach)).toBe('ok');
    const other = await agreed();
    void other.bench.code(other.withdraw);
    await other.bench.turns();
    expect(await other.bench.code(other.attach)).toBe('consent.required');
    void bench.code(withdraw);
    await bench.turns();
    expect(await bench.code({ ...attach, attempt: 2 })).toBe('consent.required');
  });

  it('ends sockets also where the write that carried it out had no answer', async () => {
    const { bench, attach, withdraw, evicted, told } = await agreed();
    expect(await bench.code(attach)).toBe('ok');
    bench.accounts.once(unheard, 'replace');
    expect(await bench.code(withdraw)).toBe('server.unavailable');
    expect(told()).toEqual([]);
    let answered: string | undefined;
    void bench.code(withdraw).then((code) => (answered = code));
    await bench.turns();
    expect(told().map(({ to }) => to.member)).toEqual([evicted.member]);
    expect(answered).toBeUndefined();
    await bench.value(evicted);
    await bench.turns();
    expect(answered).toBe('ok');
  });
});
