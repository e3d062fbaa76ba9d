// Everything a device's actor is told: commands to be answered, and what its own work and its
// account's bring.

import type { EnvelopeGuid, Notice, SecurityEvent } from '#protocol';
import type { Ask } from '../ask.ts';
import type { CommandDefinition } from '../command.ts';
import type { Ended } from '../effects.ts';
import type { QueuePage } from '../ports.ts';
import type { DeviceEvent, LiveEnvelope } from './state.ts';

/** The device's actor, as a command that reaches it sees it. */
interface Deciding {
  /** Decides about an event and runs the effects. */
  decide(event: DeviceEvent): Ended;
  /** Deletes; answers when it is done. */
  acknowledge(ask: Ask, guids: readonly EnvelopeGuid[]): void;
  /** Reads the first of what waits; answers with it. */
  fetch(ask: Ask): void;
}

/** A command of the device itself, as its actor sees it. */
export interface CarriedOut<Type extends string = string, Body extends object = object>
  extends CommandDefinition<Type, Body> {
  /** What the device's actor does; it answers. */
  carryOut(device: Deciding, command: Body, ask: Ask): void;
}

export type DeviceMessage =
  | { readonly type: 'ask'; readonly ask: Ask<CarriedOut> }
  /** After a restart: the connection is still there and its deliveries begin anew. */
  | { readonly type: 'resume' }
  /** An envelope of this device is on disk. */
  | { readonly type: 'queued'; readonly envelope: LiveEnvelope }
  /**
   * An envelope is on disk, and nobody is connected who could be told. `kept` is called once its
   * wake is as well, or none is needed: who has sent it sends it again until then.
   */
  | { readonly type: 'stored'; readonly isUrgent: boolean; readonly kept: () => void }
  /** An envelope came again; that it was ever handed on is not known. */
  | { readonly type: 'repeated'; readonly guid: EnvelopeGuid }
  /** Something may be on disk that `queued` never told of. */
  | { readonly type: 'stir' }
  /** Time to look whether what is under way was acknowledged. */
  | { readonly type: 'watch' }
  | { readonly type: 'ephemeral'; readonly guid: EnvelopeGuid; readonly bytes: Uint8Array }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'security'; readonly events: readonly SecurityEvent[] }
  | {
      readonly type: 'page';
      readonly round: number;
      readonly page: QueuePage;
      /** Counts the pages of the device. */
      readonly number: number;
    }
  | { readonly type: 'readFailed'; readonly round: number }
  | { readonly type: 'retry'; readonly round: number };
