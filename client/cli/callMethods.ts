// The methods of calls: rung, answered and left by whoever asks, which carries what is said in them
// or is a page that shows them.

import { z } from 'zod';
import { parseCallId } from '#protocol';
import type { CallId } from '#protocol';
import type { Carrying } from '../daemon/carrying.ts';
import { pageMethod } from '../daemon/methods.ts';
import type { Methods } from '../daemon/methods.ts';
import { RpcError, rpcCodes } from '../daemon/wire.ts';
import type { Names } from './names.ts';

const call = z.string().describe('the id of a call');
const ofCall = z.strictObject({ call });
const direct = z
  .boolean()
  .optional()
  .describe('the caller goes direct ways (`media.peerOffer` and the like)');
const taken = z.object({ call });
const done = z.object({});

const card = z
  .looseObject({
    call,
    account: z.string().optional().describe('the other side, in a call of two'),
    group: z.string().optional(),
    by: z.string().optional().describe('who rings, of a call of a group that rings'),
    phase: z.string().describe('calling, ringing or joined'),
    isHere: z.boolean().describe('the caller carries it'),
    isMuted: z.boolean(),
    isDeaf: z.boolean(),
    mediaId: z.number().optional().describe('the own number in it'),
    members: z.array(z.looseObject({ mediaId: z.number() })).describe('as in `callMembers`'),
  })
  .meta({ id: 'Call' });

/** What the methods of calls need. */
export interface CallWork {
  readonly carrying: Carrying;
  /** Who is meant by a word of the caller's. */
  showing(): { readonly names: Pick<Names, 'conversation' | 'group'> };
}

export const callMethods = (work: CallWork): Methods => {
  const { carrying } = work;
  const names = () => work.showing().names;
  return {
    'call.list': pageMethod(
      'the calls that ring or last',
      z.strictObject({}),
      z.array(card),
      async (_, peer) => carrying.list(peer),
    ),
    'call.ring': pageMethod(
      'call somebody, or the members of a group, on all their devices, and carry the call',
      z.strictObject({ who: z.string(), direct }),
      taken,
      async (given, peer) => {
        const who = names().conversation(given.who);
        return { call: await carrying.ring(who, peer, given.direct) };
      },
    ),
    'call.join': pageMethod(
      'come into the call of a group, or begin it, and carry it',
      z.strictObject({ group: z.string(), direct }),
      taken,
      async (given, peer) => {
        const group = names().group(given.group);
        return { call: await carrying.join(group, peer, given.direct) };
      },
    ),
    'call.answer': pageMethod(
      'answer a call, and carry it',
      ofCall.extend({ direct }),
      done,
      async (given, peer) => {
        await carrying.answer(idOf(given), peer, given.direct);
        return {};
      },
    ),
    'call.decline': pageMethod('decline a call', ofCall, done, async (given) => {
      carrying.decline(idOf(given));
      return {};
    }),
    'call.leave': pageMethod('leave a call, or give it up', ofCall, done, async (given, peer) => {
      carrying.leave(idOf(given), peer);
      return {};
    }),
    'call.speak': pageMethod(
      'ask for the microphone again, where it was refused',
      ofCall,
      done,
      async (given, peer) => {
        await carrying.speak(idOf(given), peer);
        return {};
      },
    ),
    ...inCallMethods(work),
  };
};

const inCallMethods = ({ carrying }: CallWork): Methods => ({
  'call.mute': pageMethod(
    'let nobody hear the own microphone, or let them again',
    ofCall.extend({ muted: z.boolean() }),
    done,
    async ({ muted, ...given }, peer) => {
      await carrying.mute(idOf(given), muted, peer);
      return {};
    },
  ),
  'call.deafen': pageMethod(
    'play nothing of a call, or play it again',
    ofCall.extend({ deaf: z.boolean() }),
    done,
    async ({ deaf, ...given }, peer) => {
      carrying.deafen(idOf(given), deaf, peer);
      return {};
    },
  ),
  'call.moderate': pageMethod(
    'as an administrator: mute somebody, or remove them from the call',
    ofCall.extend({ mediaId: z.number().int(), deed: z.enum(['mute', 'remove']) }),
    done,
    async ({ mediaId, deed, ...given }, peer) => {
      await carrying.moderate(idOf(given), mediaId, deed, peer);
      return {};
    },
  ),
});

function idOf({ call: said }: { readonly call: string }): CallId {
  const id = parseCallId(said);
  if (id) return id;
  throw new RpcError(rpcCodes.params, 'call: that is no id of a call.');
}
