// What the program that has a profile and the page that carries its calls say to each other of
// media, over JSON-RPC. Of keys those of media alone enter the page.

import type { CallSecure, MediaAddress, MediaCodecInfo, PeerEnd } from '#protocol';
import type { CallRelay } from '../calls/relays.ts';
import type { HeardStream, MediaStream, PeerName, PeerRelays } from '../calls/mediaEngine.ts';
import type { MediaKind } from './callFrames.ts';
import type { KeyName } from './keyName.ts';

/** The place of a page that it is about: a number that the asking side made up. */
interface OfPlace {
  readonly place: number;
}

/** A direct way. */
type OfPeer = OfPlace & { readonly peer: PeerName };

/** Base64. */
type Key = OfPlace & { readonly name: KeyName; readonly base: string };

/** The page is asked and answers. */
export interface MediaAsks {
  'media.connect': {
    asked: OfPlace & {
      readonly address: MediaAddress;
      readonly codecs: readonly MediaCodecInfo[];
      /** Where they are there, no other way is gone. */
      readonly relays?: readonly CallRelay[];
    };
    answer: Omit<CallSecure, 'call'>;
  };
  'media.speak': { asked: OfPlace & { readonly kind: MediaKind }; answer: MediaStream };
  /** Of a page that has said that it goes direct ways. */
  'media.peerOffer': { asked: OfPeer & { readonly by: PeerRelays }; answer: PeerEnd };
  'media.peerAnswer': {
    asked: OfPeer & { readonly by: PeerRelays; readonly theirs: PeerEnd };
    answer: PeerEnd;
  };
}

/** The page is told, in this order. */
export interface MediaOrders {
  'media.open': OfPlace & { readonly callId: string; readonly mediaId: number };
  'media.sealWith': Key;
  'media.openWith': Key;
  'media.stopSealing': OfPlace;
  'media.forget': OfPlace & { readonly mediaId: number };
  'media.hear': OfPlace & { readonly stream: HeardStream };
  'media.unhear': OfPlace & { readonly source: number };
  'media.mute': OfPlace & { readonly muted: boolean };
  'media.deafen': OfPlace & { readonly deaf: boolean };
  'media.peerTake': OfPeer & { readonly theirs: PeerEnd };
  'media.peerClose': OfPeer;
  'media.peerQuieten': OfPlace & { readonly mediaIds: readonly number[] };
  'media.goBy': OfPlace & { readonly way: 'direct' | 'relay' };
  'media.close': OfPlace;
}

/** The page tells. */
export interface MediaTold {
  'media.spent': OfPlace & { readonly name: KeyName };
  'media.missing': OfPlace & { readonly mediaId: number };
  'media.lost': OfPlace;
  'media.peer': OfPeer & { readonly isOpen: boolean };
}
