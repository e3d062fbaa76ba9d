// Which refusals end a call for this device.

/** There is no coming in, or no coming back. */
const final: readonly string[] = [
  ...['call.removed', 'call.too_many', 'group.not_found', 'group.not_member', 'group.banned'],
  ...['request.invalid', 'event.unknown', 'auth.invalid', 'call.no_relays'],
];
/** Who was never in waits no longer for these. */
const finalAtFirst: readonly string[] = ['call.full', 'media.full', 'media.unavailable'];

/** `wasIn`: this device had a place before. */
export const endsCall = (code: string, wasIn: boolean): boolean =>
  final.includes(code) || (!wasIn && finalAtFirst.includes(code));
