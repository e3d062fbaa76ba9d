// Preloaded into the workers of a chaos run that loses what they say to each other: links between
// workers of one machine lose nothing, so none is opened here and everything goes through Redis.

import { Socket } from 'node:net';

const linkEnding = '.near';
type Connect = (this: Socket, ...given: unknown[]) => Socket;
const open = Socket.prototype.connect as Connect;

/** Node hands its own calls over as a list of options and listener. */
function pathOf([first]: readonly unknown[]): string {
  const options: unknown = Array.isArray(first) ? first[0] : first;
  if (typeof options === 'string') return options;
  const path: unknown = options && typeof options === 'object' && Reflect.get(options, 'path');
  return typeof path === 'string' ? path : '';
}

const refuseLinks: Connect = function (...given) {
  if (!pathOf(given).endsWith(linkEnding)) return open.apply(this, given);
  process.nextTick(() => this.destroy(new Error('no links in this run')));
  return this;
};
Reflect.set(Socket.prototype, 'connect', refuseLinks);
