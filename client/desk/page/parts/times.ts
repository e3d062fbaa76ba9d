// Days and times as a person reads them, in the language of the browser.

import { systemClock } from '../../../clock.ts';
import { words } from '../words.ts';

const dayMs = 24 * 60 * 60 * 1000;
const weekDays = 6;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const thisYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long' });
const anyYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

/** `14:05` */
export const timeOf = (at: number): string => clock.format(at);

export const wholeTimeOf = (at: number): string => whole.format(at);

/** The day by the calendar of this machine; the same for two times of one day. */
export const dayKeyOf = (at: number): string => new Date(at).toDateString();

/** `Today`, `Yesterday`, `Monday`, `3 May`, `3 May 2024`. */
export function dayOf(at: number, now = systemClock.now()): string {
  const days = Math.round((startOf(now) - startOf(at)) / dayMs);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  if (days > 0 && days <= weekDays) return weekday.format(at);
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? thisYear : anyYear).format(at);
}

/** The time of today, the day of all else. */
export const shortTimeOf = (at: number, now = systemClock.now()): string =>
  dayKeyOf(at) === dayKeyOf(now) ? timeOf(at) : dayOf(at, now);

const startOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
