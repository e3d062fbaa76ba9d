// Whether there is a program for media workers, without waiting for one: for the table of
// `npm start`, for the doctor, and for a worker before it starts one.

import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import type { VoicePaths, VoiceSettings } from './paths.ts';
import { buildCommand, voicePaths } from './paths.ts';

/** Whoever makes the program touches its file so often … */
export const turnTouchMs = 2000;
/** … and after this it is taken for dead. */
export const turnStaleMs = 30_000;

export type VoiceState =
  | { readonly is: 'ready'; readonly program: string }
  | { readonly is: 'building'; readonly percent: number }
  /** `broken`: something is there and is not what was made. */
  | { readonly is: 'missing' | 'broken'; readonly program: string };

export function voiceState(config: VoiceSettings): VoiceState {
  const given = config.ALDIS_VOICE_WORKER;
  if (given !== undefined) {
    return { is: isRunnable(given) ? 'ready' : 'missing', program: given };
  }
  const paths = voicePaths(config);
  const found = cached(paths);
  if (found === 'ready') return { is: 'ready', program: paths.program };
  const percent = percentMade(paths);
  if (percent !== undefined) return { is: 'building', percent };
  return { is: found, program: paths.program };
}

/** A sentence for the person at the terminal. */
export function sayVoice(state: VoiceState): string {
  if (state.is === 'ready') return 'ready';
  if (state.is === 'building') return `building (${state.percent} %)`;
  return `${state.is}: ${buildCommand}`;
}

/** What is in the cache is what was put there. */
export function cached({ program, note }: VoicePaths): 'ready' | 'missing' | 'broken' {
  let wanted: unknown;
  try {
    wanted = JSON.parse(readFileSync(note, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'broken';
  }
  if (!isRunnable(program) || typeof wanted !== 'object' || wanted === null) return 'broken';
  return 'sha256' in wanted && wanted.sha256 === hashOf(program) ? 'ready' : 'broken';
}

export function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** How much of it is made, while somebody makes it. */
export function percentMade({ turn }: Pick<VoicePaths, 'turn'>): number | undefined {
  try {
    if (Date.now() - statSync(turn).mtimeMs > turnStaleMs) return undefined;
    const said = Number(readFileSync(turn, 'utf8').split(' ')[1]);
    return Number.isInteger(said) && said >= 0 && said <= 100 ? said : 0;
  } catch {
    return undefined;
  }
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
