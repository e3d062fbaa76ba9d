// The events of the namespace `/link`, where a new device waits for its primary. They are few and
// rare: they have no single frames, so no tags, and a table of their own.

import type { Codec } from '../codec.ts';
import { codec } from '../codec.ts';
import { aldis as wire } from '../wire.js';
import type { ServerEventSpec } from './define.ts';

/** Where a device waits that belongs to nobody yet. */
export const linkNamespace = '/link';

type LinkEventSpec<Name extends string, Body> = Omit<
  ServerEventSpec<Name, Codec<Body>>,
  'tag' | 'who'
>;

/** Describes an event that the server sends in this namespace. */
function defineLinkEvent<const Name extends string, Body>(
  spec: LinkEventSpec<Name, Body>,
): LinkEventSpec<Name, Body> & { readonly from: 'server'; readonly who: readonly ['link'] } {
  return { ...spec, from: 'server', who: ['link'] };
}

export const linkAddressEvent = defineLinkEvent({
  name: 'link:address',
  summary: 'Where the device waits; it shows this to its primary.',
  guarantee: 'The first event, once; good for 10 minutes and one message.',
  body: codec(wire.LinkAddress, {
    write: (told: { readonly address: string }) => told,
    read: ({ address }) => ({ address }),
  }),
});

export const linkMessageEvent = defineLinkEvent({
  name: 'link:message',
  summary: 'What the primary has sealed for the device; the server cannot read it.',
  guarantee: 'The last event, once; then the connection ends.',
  body: codec(wire.LinkMessage, {
    write: (told: { readonly body: Uint8Array }) => told,
    read: ({ body }) => ({ body }),
  }),
});

/** The events of `/link` in the order in which they come. */
export const linkEvents = [linkAddressEvent, linkMessageEvent] as const;

export type LinkEventName = (typeof linkEvents)[number]['name'];
