// Paths among the words of a command: whole ones, from the folder where they were typed.

import { resolve } from 'node:path';

/** Reads a path; what is declared with it can be told from other words. */
export const pathFrom = (folder: string) =>
  Object.assign((word: string): string => resolve(folder, word), { isPath: true });

/** Whether an argument or an option that is read so is a path. */
export const isPath = (read: unknown): boolean => typeof read === 'function' && 'isPath' in read;
