// Somebody, or a group, with the picture that is shown, where there is one.

import { useDesk } from '../model/desk.ts';
import { Avatar } from './Avatar.tsx';

interface PortraitProps {
  readonly of: string;
  readonly name: string;
  readonly size?: 's' | 'm' | 'l';
}

export function Portrait({ of, name, size = 'm' }: PortraitProps) {
  const { avatars } = useDesk();
  return <Avatar of={of} name={name} size={size} picture={avatars.of(of)} />;
}
