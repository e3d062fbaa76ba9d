// The calls of one device.

import type { CallContent, CallKeysContent } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import type { RemoteDevice } from '../messages/mending.ts';
import { CallPost } from './callPost.ts';

export class Calls {
  /** How keys of calls come to the devices in them. */
  readonly post: CallPost;

  constructor(context: ClientContext) {
    this.post = new CallPost(context);
  }

  /** Takes what is said about calls; returns what tells it, or nothing for what is not to be. */
  hear(content: CallKeysContent | CallContent, from: RemoteDevice): (() => void) | undefined {
    return content.type === 'callKeys' ? this.post.hear(content, from) : undefined;
  }

  stop(): void {
    this.post.stop();
  }
}
