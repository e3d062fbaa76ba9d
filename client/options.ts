// What a program says when it makes or opens a client.

import type { ChallengeAnswers } from './challenges/answers.ts';
import type { ClientClock } from './clock.ts';
import type { ClientStore } from './store/clientStore.ts';
import type { Passphrase } from './store/passphrase.ts';
import { socketNetwork } from './transport/network.ts';
import type { Network } from './transport/transport.ts';

/**
 * What keeps a profile. A path is a `fileStore` of it; `:memory:` is a `memoryStore` that nothing
 * opens again.
 */
export type ProfileStore = string | ClientStore;

/** How a client is opened. */
export interface ClientOptions {
  readonly profile: ProfileStore;
  readonly network?: Network;
  /** Lets the password go to another host than this without TLS; of no use beside `network`. */
  readonly insecure?: boolean;
  readonly clock?: ClientClock;
  /** Asked where a server wants more than work before it goes on. */
  readonly challenges?: ChallengeAnswers;
}

/** Opens a profile that needs a passphrase; the caller's bytes stay as they are. */
export interface LockedOptions extends ClientOptions {
  readonly passphrase: Passphrase;
}

/** How a profile is made. */
export interface RegisterOptions extends ClientOptions {
  /** For example `http://127.0.0.1:7350`. */
  readonly server: string;
  /** The new profile is locked with it from the start. */
  readonly passphrase?: Passphrase;
}

/** The network that the program gives, or sockets. */
export const networkOf = ({ network, insecure }: ClientOptions): Network =>
  network ?? socketNetwork({ insecure: insecure === true });
