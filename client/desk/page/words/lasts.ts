// How long something lasts, for people.

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** Of the largest two units. */
export function lasts(ms: number): string {
  const [days, hours] = [Math.floor(ms / dayMs), Math.floor((ms % dayMs) / hourMs)];
  if (days > 0) {
    const rest = hours > 0 ? ` and ${plural(hours, 'hour', 'hours')}` : '';
    return `${plural(days, 'day', 'days')}${rest}`;
  }
  const minutes = Math.max(1, Math.ceil((ms % hourMs) / minuteMs));
  if (hours > 0)
    return `${plural(hours, 'hour', 'hours')} and ${plural(minutes, 'minute', 'minutes')}`;
  return plural(minutes, 'minute', 'minutes');
}
