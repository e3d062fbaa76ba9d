// Which caller of a process carries which call, and what goes over the wire for it.

import { describe, expect, it } from 'vitest';
import type { AccountId, CallId, GroupId } from '#protocol';
import { Carrying } from '../../../../client/daemon/carrying.ts';
import type { CarriedClient } from '../../../../client/daemon/carrying.ts';
import type { MediaEngine } from '../../../../client/calls/mediaEngine.ts';
import type { ClientEvents } from '../../../../client/events.ts';
import { FarSide } from '../../../../client/media/farSide.ts';
import type { PageEngine } from '../../../../client/media/pageEngine.ts';

const call = 'c'.repeat(64) as CallId;
const ben = 'b'.repeat(8) as AccountId;

/** A caller: what it was asked and told, and how it goes. */
function caller(answers: Readonly<Record<string, unknown>> = {}) {
  const gone = Promise.withResolvers<void>();
  const words: [string, object][] = [];
  return {
    words,
    leave: () => gone.resolve(),
    carrier: {
      ended: gone.promise,
      call: async (name: string, word: object) => {
        words.push([name, word]);
        return answers[name];
      },
      notify: (name: string, word: object) => void words.push([name, word]),
    },
  };
}

function scene() {
  const listeners = new Map<string, (event: never) => void>();
  const did: string[] = [];
  let engine: MediaEngine | undefined;
  const inside = {
    ...{ mediaId: 7, members: [] },
    speak: async () => void did.push('speak'),
    mute: async (muted: boolean) => void did.push(`mute ${muted}`),
    deafen: (deaf: boolean) => void did.push(`deafen ${deaf}`),
    moderate: async (mediaId: number, deed: string) => void did.push(`${deed} ${mediaId}`),
  };
  let isRefused = false;
  const entered = () => {
    if (isRefused) throw new Error('refused');
    return inside;
  };
  const client = {
    calls: {
      use: (one: MediaEngine) => {
        engine = one;
      },
      get: () => inside,
      idOf: () => call,
      mayBegin: async () => undefined,
      ring: () => call,
      answer: async () => entered(),
      join: async () => entered(),
      ringGroup: (of: string) => void did.push(`ring ${of.slice(0, 4)}`),
      decline: () => void did.push('decline'),
      hangUp: () => void did.push('hangUp'),
    },
    on: (name: string, listener: (event: never) => void) => {
      listeners.set(name, listener);
      return () => {};
    },
  } as unknown as CarriedClient;
  const carrying = new Carrying(client);
  const tell = <Name extends keyof ClientEvents>(name: Name, event: ClientEvents[Name]) =>
    listeners.get(name)?.(event as never);
  const heard: string[] = [];
  const open = (mediaId = 7) => {
    const place = engine?.open({
      ...{ callId: call, mediaId, now: () => 0 },
      spent: ({ step }) => heard.push(`spent ${step}`),
      missing: (sender) => heard.push(`missing ${sender}`),
      lost: () => heard.push('lost'),
      peer: (peer, isOpen) => heard.push(`peer ${peer.mediaId} ${peer.attempt} ${isOpen}`),
    });
    if (!place) throw new Error('No engine.');
    return place;
  };
  const refuse = () => {
    isRefused = true;
  };
  return { carrying, did, tell, open, heard, refuse };
}

describe('a call', () => {
  it('is carried by who took it; others see it, and may not act in it', async () => {
    const { carrying, did, tell } = scene();
    const [one, other] = [caller().carrier, caller().carrier];
    tell('callRinging', { call, account: ben, media: 'audio' });
    expect(carrying.list(one)).toMatchObject([{ call, account: ben, phase: 'ringing' }]);
    await carrying.answer(call, one);
    tell('callJoined', { call });
    expect(carrying.list(one)).toMatchObject([{ phase: 'joined', isHere: true, mediaId: 7 }]);
    expect(carrying.list(other)).toMatchObject([{ phase: 'joined', isHere: false }]);
    await carrying.mute(call, true, one);
    carrying.deafen(call, true, one);
    await carrying.moderate(call, 9, 'remove', one);
    await expect(carrying.mute(call, false, other)).rejects.toThrow('Another page');
    await expect(carrying.join('g', other)).rejects.toThrow('Another page');
    expect(() => carrying.leave(call, other)).toThrow('Another page');
    expect(carrying.list(one)).toMatchObject([{ isMuted: true, isDeaf: true }]);
    carrying.leave(call, one);
    expect(did).toEqual(['speak', 'mute true', 'deafen true', 'remove 9', 'hangUp']);
    tell('callEnded', { call, why: 'hungUp' });
    expect(carrying.list(one)).toEqual([]);
    expect(() => carrying.leave(call, one)).toThrow('no such call');
  });

  it('goes direct ways where its carrier has said so, and asks it for their ends', async () => {
    const { carrying, tell, open, heard } = scene();
    const ice = { usernameFragment: 'abcd', password: 'abcdefgh' };
    const fingerprints = [{ algorithm: 'sha-256', value: 'AB' }];
    const end = { ice, fingerprints, ssrc: 3, payloadType: 111, candidates: ['candidate:1'] };
    const page = caller({ 'media.peerOffer': end, 'media.peerAnswer': { ...end, ssrc: 0 } });
    await carrying.join('g', page.carrier, true);
    tell('callJoined', { call });
    expect(carrying.engine.hasPeers(call)).toBe(true);
    const { peers } = open();
    const [peer, by] = [
      { mediaId: 9, attempt: 1 },
      { relays: [], alone: true },
    ];
    expect(await peers?.offer(peer, by)).toEqual(end);
    await expect(peers?.answer(peer, end, by)).rejects.toThrow('that is none');
    void peers?.take(peer, end);
    peers?.quieten([9]);
    void peers?.goBy('direct');
    peers?.close(peer);
    const words = page.words.map(([word]) => word).slice(1);
    expect(words).toEqual([
      ...['media.peerOffer', 'media.peerAnswer', 'media.peerTake', 'media.peerQuieten'],
      ...['media.goBy', 'media.peerClose'],
    ]);
    carrying.engine.heard('media.peer', { place: 1, peer, isOpen: true }, page.carrier);
    carrying.engine.heard('media.peer', { place: 1, peer, isOpen: 'x' }, page.carrier);
    carrying.engine.heard('media.peer', { place: 1, peer, isOpen: true }, caller().carrier);
    expect(heard).toEqual(['peer 9 1 true']);
  });

  it('goes no direct ways by a carrier that has not said so, or is silent', async () => {
    const [one, other] = [scene(), scene()];
    await one.carrying.join('g', caller().carrier);
    expect(one.carrying.engine.hasPeers(call)).toBe(false);
    expect(one.open().peers).toBeUndefined();
    await other.carrying.join('g', { ...caller().carrier, isSilent: true }, true);
    expect(other.carrying.engine.hasPeers(call)).toBe(false);
  });

  it('is left when who carries it goes, and by nobody else', async () => {
    const { carrying, did, tell } = scene();
    const [first, second] = [caller(), caller()];
    await carrying.join('g', first.carrier);
    tell('callJoined', { call });
    second.leave();
    await Promise.resolve();
    expect(did).toEqual(['speak']);
    first.leave();
    await Promise.resolve();
    await Promise.resolve();
    expect(did).toEqual(['speak', 'hangUp']);
  });

  it('is no call where answering it fails', async () => {
    const { carrying, refuse } = scene();
    const { carrier } = caller();
    refuse();
    await expect(carrying.answer(call, carrier)).rejects.toThrow('refused');
    await expect(carrying.join('g', carrier)).rejects.toThrow('refused');
    expect(carrying.list(carrier)).toEqual([]);
  });

  it('that was answered twice is still carried by who took it', async () => {
    const { carrying, tell, open, refuse } = scene();
    const page = caller();
    tell('callRinging', { call, account: ben, media: 'audio' });
    const first = carrying.answer(call, page.carrier);
    refuse();
    await expect(carrying.answer(call, page.carrier)).rejects.toThrow('refused');
    await first;
    open();
    tell('callJoined', { call });
    expect(page.words.map(([word]) => word)).toEqual(['media.open']);
    carrying.leave(call, page.carrier);
  });

  it('of a group that rings is the group’s, and rings on where answering it fails', async () => {
    const { carrying, tell, refuse } = scene();
    const { carrier } = caller();
    const group = 'a1'.repeat(32) as GroupId;
    tell('callRinging', { call, account: ben, group, media: 'audio' });
    const ringing = [expect.objectContaining({ group, phase: 'ringing', isHere: false })];
    expect(carrying.list(carrier)).toEqual(ringing);
    expect(carrying.list(carrier)[0]).toMatchObject({ by: ben });
    expect(carrying.list(carrier)[0]?.account).toBeUndefined();
    refuse();
    await expect(carrying.answer(call, carrier)).rejects.toThrow('refused');
    expect(carrying.list(carrier)).toEqual(ringing);
  });

  it('of a group is come into before its members are rung, and is the only one', async () => {
    const { carrying, did, tell } = scene();
    const [one, other] = [caller().carrier, caller().carrier];
    const group = 'a1'.repeat(32) as GroupId;
    tell('callRinging', { call, account: ben, group, media: 'audio' });
    expect(await carrying.ring(group, one)).toBe(call);
    tell('callJoined', { call });
    expect(did).toEqual(['ring a1a1', 'speak']);
    const [card] = carrying.list(one);
    expect(card).toMatchObject({ group, phase: 'joined', isHere: true });
    // Who rang is in it by now, as anybody else.
    expect(card).not.toHaveProperty('by');
    await expect(carrying.ring(group, other)).rejects.toThrow('Another page');
    tell('callEnded', { call, why: 'hungUp' });
    const talking = 'd'.repeat(64) as CallId;
    tell('callJoined', { call: talking });
    await expect(carrying.ring(group, one)).rejects.toMatchObject({ code: 'call.busy' });
    expect(did).toEqual(['ring a1a1', 'speak', 'speak']);
  });

  it('rings no more here once it was answered elsewhere', () => {
    const { carrying, tell } = scene();
    const { carrier } = caller();
    const group = 'a1'.repeat(32) as GroupId;
    tell('callRinging', { call, account: ben, group, media: 'audio' });
    tell('callEnded', { call, why: 'answeredElsewhere' });
    expect(carrying.list(carrier)).toEqual([]);
  });

  it('is carried in silence by who has neither microphone nor loudspeaker', async () => {
    const { carrying, did, tell, open } = scene();
    const page = caller();
    await carrying.join('g', { ...page.carrier, isSilent: true });
    const place = open();
    tell('callJoined', { call });
    const address = { ice: { usernameFragment: '', password: '' }, candidates: [] };
    expect(await place.connect({ ...address, fingerprints: [] }, [])).toBeUndefined();
    expect([page.words, did]).toEqual([[], []]);
  });

  it('that goes on in the place of ours is carried by who took ours', async () => {
    const { carrying, tell, open } = scene();
    const page = caller();
    await carrying.ring(ben, page.carrier);
    tell('callEnded', { call, why: 'superseded' });
    open();
    expect(page.words.map(([word]) => word)).toEqual(['media.open']);
    expect(carrying.list(page.carrier)).toMatchObject([{ call, account: ben, isHere: true }]);
  });
});

describe('the media of a call', () => {
  const base = () => new Uint8Array(64).fill(9);
  const name = { mediaId: 7, generation: 1, step: 2 };

  it('are asked of the page that took it; a base key is overwritten when it is said', async () => {
    const { carrying, open } = scene();
    const fingerprints = [{ algorithm: 'sha-256', value: 'AA' }];
    const page = caller({
      'media.connect': { role: 'client', fingerprints },
      'media.speak': { ssrc: 5, payloadType: 100 },
    });
    await carrying.join('g', page.carrier);
    const place = open();
    const address = { ice: { usernameFragment: '', password: '' }, candidates: [], fingerprints };
    expect(await place.connect(address, [])).toEqual({ role: 'client', fingerprints });
    expect(await place.speak('audio')).toEqual({ ssrc: 5, payloadType: 100 });
    const keys = [base(), base()];
    void place.sealWith(name, keys[0]!);
    void place.openWith(name, keys[1]!);
    expect(keys).toEqual([new Uint8Array(64), new Uint8Array(64)]);
    place.close();
    const said = page.words.map(([word]) => word.replace('media.', ''));
    expect(said).toEqual(['open', 'connect', 'speak', 'sealWith', 'openWith', 'close']);
    const [, sealed] = page.words[3] ?? [];
    expect(sealed).toMatchObject({ name, base: Buffer.from(base()).toString('base64') });
  });

  it('refuse what is no answer, and where nobody carries it', async () => {
    const { carrying, open } = scene();
    const none = open();
    await expect(none.speak('audio')).rejects.toThrow('No page');
    const page = caller({ 'media.speak': { ssrc: 0, payloadType: 100 } });
    await carrying.join('g', page.carrier);
    await expect(open().speak('audio')).rejects.toThrow('none');
  });

  it('tell what the frames lack, of the own places of a page alone', async () => {
    const { carrying, open, heard } = scene();
    const [page, other] = [caller(), caller()];
    await carrying.join('g', page.carrier);
    const place = open();
    const [[, { place: number }]] = page.words as [[string, { place: number }]];
    const say = (word: string, more: object, by = page) =>
      carrying.engine.heard(word, { place: number, ...more }, by.carrier);
    say('media.spent', { name });
    say('media.missing', { mediaId: 3 });
    say('media.lost', {});
    expect(heard).toEqual(['spent 2', 'missing 3', 'lost']);
    say('media.lost', {}, other);
    say('media.spent', { name: { ...name, step: 256 } });
    say('media.missing', { mediaId: -1 });
    say('media.lost', { place: number + 1 });
    say('toString', {});
    place.close();
    say('media.lost', {});
    expect(heard.length).toBe(3);
  });
});

describe('the page of a call', () => {
  it('does with its engine what it is asked, and nothing that is no word of media', () => {
    const did: string[] = [];
    const place = new Proxy({} as Record<string, unknown>, {
      get: (_, key) => (value: unknown) => did.push(`${String(key)} ${JSON.stringify(value)}`),
    });
    const engine = { open: () => place } as unknown as PageEngine;
    const far = new FarSide(engine, () => {});
    expect(() => far.heed('media.mute', { place: 1, muted: true })).toThrow('no such place');
    far.heed('media.open', { place: 1, callId: call, mediaId: 7 });
    far.heed('media.mute', { place: 1, muted: true });
    far.heed('media.forget', { place: 1, mediaId: 8 });
    expect(() => far.heed('constructor', {})).toThrow('nothing like');
    far.close();
    expect(() => far.heed('media.mute', { place: 1, muted: true })).toThrow('no such place');
    expect(did).toEqual(['mute true', 'forget 8', 'close undefined']);
  });
});
