// What the page knows of calls, as its process tells it.

import { describe, expect, it, vi } from 'vitest';
import { PageEngine } from '../../../../client/media/pageEngine.ts';
import { Calls } from '../../../../client/desk/page/model/calls.ts';
import type { Rpc } from '../../../../client/desk/page/rpc.ts';
import { RpcFailure } from '../../../../client/desk/page/rpc.ts';

function scene() {
  const listeners = new Map<string, Set<(params: unknown) => void>>();
  const asked: [string, unknown][] = [];
  const answers: Record<string, unknown> = { 'call.list': [], names: [], subscribe: {} };
  let opened = () => {};
  let isBroken = false;
  const rpc = {
    profile: { value: 'ana' },
    state: { value: 'open', subscribe: () => () => {} },
    opened: (run: () => void) => {
      opened = run;
    },
    on: (name: string, listener: (params: unknown) => void) => {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
      return () => {};
    },
    answers: () => {
      if (isBroken) throw new Error('The media could not be loaded.');
    },
    tell: () => {},
    call: async (method: string, params: unknown) => {
      asked.push([method, params]);
      const answer = answers[method];
      if (answer instanceof Error) throw answer;
      return answer ?? {};
    },
  };
  const notes: string[] = [];
  const calls = new Calls(rpc as unknown as Rpc, (note) => void notes.push(note));
  const tell = (name: string, params: unknown) => {
    for (const listener of listeners.get(`event.${name}`) ?? []) listener(params);
  };
  const broken = (is: boolean) => {
    isBroken = is;
  };
  return { calls, tell, asked, answers, notes, broken, open: () => opened() };
}

const ringing = { call: 'c', account: 'b', phase: 'ringing', isHere: false, members: [] };

describe('the calls of a page', () => {
  it('are read when it enters and at each event, with the names of who is there', async () => {
    const { calls, tell, asked, answers, open } = scene();
    open();
    await vi.waitFor(() => expect(asked.map(([method]) => method)).toContain('call.list'), {
      timeout: 30_000,
    });
    answers['call.list'] = [ringing];
    answers['names'] = [{ id: 'b', name: 'Ben' }];
    tell('callRinging', {});
    await vi.waitFor(() => expect(calls.ringing.value).toHaveLength(1), { timeout: 30_000 });
    expect(calls.nameOf('b')).toBe('Ben');
    expect(calls.nameOf('x')).toBe('Somebody');
    expect(calls.current.value).toBeUndefined();
    answers['call.list'] = [{ ...ringing, phase: 'joined', isHere: true }];
    tell('callJoined', {});
    await vi.waitFor(() => expect(calls.current.value?.isHere).toBe(true), { timeout: 30_000 });
    expect(asked.filter(([method]) => method === 'names')).toHaveLength(1);
  });

  it('say how one ended, and why one did not begin', async () => {
    const { calls, tell, answers } = scene();
    tell('callEnded', { why: 'declined' });
    expect(calls.said.value).toBe('The call was declined.');
    tell('callEnded', { why: 'hungUp' });
    expect(calls.said.value).toBe('');
    answers['call.ring'] = new RpcFailure('media.unavailable', 'refused');
    await calls.ring('b');
    expect(calls.said.value).toBe('This server carries no calls just now.');
    answers['call.mute'] = new RpcFailure('x', 'In its own words.');
    await calls.mute('c', true);
    expect(calls.said.value).toBe('In its own words.');
  });

  it('of a group name who rings, and ring the others', async () => {
    const { calls, tell, asked, answers, notes } = scene();
    answers['call.list'] = [{ ...ringing, account: undefined, group: 'g', by: 'b' }];
    answers['names'] = [
      { id: 'b', name: 'Ben' },
      { id: 'g', name: 'Lamps (group)' },
    ];
    await calls.read();
    const [one] = calls.ringing.value;
    expect([calls.nameOf(one?.by), calls.nameOf(one?.group)]).toEqual(['Ben', 'Lamps (group)']);
    await calls.ringGroup('g');
    expect(asked).toContainEqual(['call.ring', { who: 'g', direct: true }]);
    tell('callBegun', { account: 'b', group: 'g' });
    await vi.waitFor(() => expect(notes).toHaveLength(2), { timeout: 30_000 });
    expect(notes).toEqual([
      'It rings at the others of Lamps (group).',
      'Ben has begun a call of Lamps (group).',
    ]);
    answers['call.ring'] = new RpcFailure('call.busy', 'It rings already.');
    await calls.ringGroup('g');
    expect(calls.said.value).toBe('It rings already.');
  });

  it('are as they were switched at once, whenever the process says so', async () => {
    const { calls, answers, asked } = scene();
    const here = { ...ringing, phase: 'joined', isHere: true, isMuted: false, isDeaf: false };
    answers['call.list'] = [here];
    await calls.read();
    const muted = calls.mute('c', true);
    void calls.deafen('c', true);
    expect(calls.current.value).toMatchObject({ isMuted: true, isDeaf: true });
    await muted;
    expect(asked).toContainEqual(['call.mute', { call: 'c', muted: true }]);
    // What it says is so: it has refused.
    await calls.read();
    expect(calls.current.value).toMatchObject({ isMuted: false, isDeaf: false });
  });

  it('load what carries media again, where that failed', async () => {
    const { calls, asked, broken } = scene();
    broken(true);
    await calls.ring('b');
    expect(calls.said.value).toBe('The media could not be loaded.');
    expect(asked.map(([method]) => method)).not.toContain('call.ring');
    broken(false);
    await calls.ring('b');
    expect([calls.said.value, asked]).toEqual([
      '',
      expect.arrayContaining([['call.ring', { who: 'b', direct: true }]]),
    ]);
  });

  it('ask for a microphone that was pulled out as for one that was refused', async () => {
    const opened = vi.spyOn(PageEngine.prototype, 'useMicrophone').mockResolvedValue();
    const { calls, asked } = scene();
    calls.lacksMicrophone.value = true;
    await calls.speak('c');
    expect([opened.mock.calls.length, calls.lacksMicrophone.value]).toEqual([1, false]);
    expect(asked).toContainEqual(['call.speak', { call: 'c' }]);
    opened.mockRejectedValueOnce(new DOMException('There is none.', 'NotFoundError'));
    await calls.speak('c');
    expect(calls.lacksMicrophone.value).toBe(true);
    // That was said of a call before.
    await calls.ring('b');
    expect(calls.lacksMicrophone.value).toBe(false);
    opened.mockRestore();
  });
});
