// What becomes of a call when media workers have done something, or time has passed. Pure, as the
// commands are: meanwhile everything may have changed, so that all of it is looked at again.

import type { ErrorCode, MediaId } from '#protocol';
import { limits } from '#protocol';
import type { Newcomer } from './commands.ts';
import type { CallState, Participant, Seat, Source } from './state.ts';
import {
  changesBurst,
  overdue,
  placeMs,
  seated,
  withOne,
  withoutOld,
  withoutThese,
} from './state.ts';

/** Somebody has a place with the media workers; a code says that there is none in the call. */
export function entered(
  state: CallState,
  mediaId: MediaId,
  { name, role, connection, most, directMost = 0 }: Newcomer,
  nowMs: number,
): CallState | ErrorCode {
  if ((state.removed.get(name) ?? 0) > nowMs) return 'call.removed';
  if (state.participants.size >= most) return 'call.full';
  const untilMs = nowMs + placeMs;
  const bucket = { permits: changesBurst, asOfMs: nowMs };
  const of = { mediaId, name, role, connection, directMost };
  return withOne(state, { ...of, sources: [], untilMs, ...bucket });
}

/** A source that has begun, and its number; undefined: who sends it has gone, or may not. */
export function begun(
  state: CallState,
  seat: Seat,
  source: Pick<Source, 'kind' | 'media'>,
): { readonly state: CallState; readonly id: number } | undefined {
  const one = seated(state, seat);
  if (!one || one.sources.length >= limits.callSourcesMax) return undefined;
  const id = state.sourcesGiven + 1;
  const sources = [...one.sources, { ...source, id, muted: false }];
  return { state: withOne({ ...state, sourcesGiven: id }, { ...one, sources }), id };
}

/** These sources are silent now, or no more. */
export function silenced(
  state: CallState,
  mediaId: MediaId,
  ids: readonly number[],
  muted: boolean,
): CallState {
  const one = state.participants.get(mediaId);
  if (!one?.sources.some(({ id, muted: was }) => ids.includes(id) && was !== muted)) return state;
  const sources = one.sources.map((source) =>
    ids.includes(source.id) ? { ...source, muted } : source,
  );
  return withOne(state, { ...one, sources });
}

/** Those whose places with the media workers are gone. */
export function lost(
  state: CallState,
  mediaIds: readonly MediaId[],
): { readonly state: CallState; readonly gone: readonly Participant[] } {
  const gone = mediaIds.flatMap((one) => state.participants.get(one) ?? []);
  return { state: withoutThese(state, mediaIds), gone };
}

/** What time has ended: places that nobody renews, and removals. */
export function aged(
  state: CallState,
  nowMs: number,
): { readonly state: CallState; readonly gone: readonly Participant[] } {
  const gone = overdue(state, nowMs);
  const left = gone.map(({ mediaId }) => mediaId);
  return { state: withoutOld(withoutThese(state, left), nowMs), gone };
}
