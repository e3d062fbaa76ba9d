// Whoever has no picture is two letters on a colour of their own.

const hues = 360;

interface AvatarProps {
  /** An account or a group: what the colour is made of. */
  readonly of: string;
  readonly name: string;
  /** An address of a picture, where there is one. */
  readonly picture?: string | undefined;
  readonly size?: 's' | 'm' | 'l';
}

export function Avatar({ of, name, picture, size = 'm' }: AvatarProps) {
  const className = `avatar avatar-${size}`;
  if (picture) return <img class={className} src={picture} alt="" />;
  return (
    <span class={className} style={{ '--hue': String(hueOf(of)) }} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

function hueOf(id: string): number {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_003;
  return sum % hues;
}

function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/);
  const first = [...(parts[0] ?? '')];
  const last = parts.length > 1 ? [...(parts.at(-1) ?? '')] : first.slice(1);
  return `${first[0] ?? '?'}${last[0] ?? ''}`.toUpperCase();
}
