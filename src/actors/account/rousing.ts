// The last look before a device is woken: where it is reached, and whether it is needed still. The
// answer is all that leaves the account; what waits stays unread.

import type { DeviceId, QueueGeneration } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Ask } from '../ask.ts';
import { answered, only } from '../command.ts';
import type { EffectOf } from '../effects.ts';
import type { EnvelopeQueue, QueueAddress } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import type { Push } from './account.ts';
import { deviceOf, queueOf } from './account.ts';
import type { Decision, IsConnected, RegisteredState } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { Pipeline } from './pipeline.ts';

/** Asks where that life of a device is reached. */
interface Rouse {
  readonly device: DeviceId;
  readonly generation: QueueGeneration;
  /** Its socket is there, and is thought dead. */
  readonly despiteSocket: boolean;
}

/** Why nobody has to be woken. */
type Unneeded = 'gone' | 'off' | 'connected' | 'empty';

type Roused = { readonly push: Push } | { readonly unneeded: Unneeded };

function decideRouse(
  state: RegisteredState,
  { device: id, generation, despiteSocket }: Rouse,
  _nowMs: number,
  isConnected?: IsConnected,
): Decision<RousingEffect, Roused> {
  const device = deviceOf(state.account, id);
  if (device?.queueGeneration !== generation) return answered(state, { unneeded: 'gone' });
  const { push } = device;
  if (!push) return answered(state, { unneeded: 'off' });
  if (!despiteSocket && isConnected?.(id)) return answered(state, { unneeded: 'connected' });
  return only(state, { type: 'lookForMail', of: queueOf(state.account, device), push });
}

export const rousingCommands = [accountCommand({ type: 'rouse', decide: decideRouse })] as const;

interface RousingEdge {
  readonly scope: ShardScope;
  readonly pipeline: Pipeline;
  /** The store knows a newer owner. */
  fenced(): void;
}

interface LookForMail {
  readonly of: QueueAddress;
  readonly push: Push;
}

export const rousingEffects = {
  /** Begun, not waited for. Answers. */
  lookForMail(account: RousingEdge, { of, push }: LookForMail, ask: Ask): undefined {
    const { pipeline, scope } = account;
    if (!pipeline.begin(ask)) return;
    hasMail(scope.services.queue, of, scope).then(
      (has) => {
        if (has === 'fenced') account.fenced();
        const found: Roused = has ? { push } : { unneeded: 'empty' };
        ask.answer(has === 'fenced' ? refuse('shard.not_owner') : ok(found));
        pipeline.end();
      },
      (error: unknown) => pipeline.failed(ask, error),
    );
  },
};

type RousingEffect = EffectOf<typeof rousingEffects>;

async function hasMail(
  queue: EnvelopeQueue,
  of: QueueAddress,
  { token }: Pick<ShardScope, 'token'>,
): Promise<boolean | 'fenced'> {
  const page = await queue.page(of, token, 0, 1);
  return page === 'fenced' ? page : page.envelopes.length > 0 || page.more;
}
