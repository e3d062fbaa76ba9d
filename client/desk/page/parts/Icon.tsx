// The icons, drawn here so that nothing is fetched: lines on a square of 24.

const shapes = {
  chats: 'M4 5h16v11H9l-5 4z',
  people: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-6 8-6s7 2 8 6',
  groups:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19c1-6 12-6 13 0M16 4.5a3.5 3.5 0 0 1 0 6',
  devices: 'M3 5h13v10H3zM1.5 18.500h12M17.5 9H22v10.500h-4.500z',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 4.500v5M8 14.500v5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.500L20 20',
  back: 'M14.5 5l-7 7 7 7',
  send: 'M4 12l16-7-5 15-4-6z',
  more: 'M12 5.500v.01M12 12v.01M12 18.500v.01',
  reply: 'M9 6l-5 5 5 5M4 11h9c4 0 6 2 7 6',
  edit: 'M5 19l1-4L16.5 4.500l3 3L9 18z',
  trash: 'M5 7h14M9.5 7V4.500h5V7M7 7l1 13h8l1-13',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c2 2.3 5 2.3 7 0M9 9.5v.01M15 9.5v.01',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  checks: 'M2.5 12.500L7 17l9-9.500M11.5 16l1 1 9-9.5',
  warn: 'M12 4l9 16H3zM12 10v4.500M12 17.200v.01',
  close: 'M6 6l12 12M18 6L6 18',
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  down: 'M6 9.500l6 6 6-6',
  plus: 'M12 5v14M5 12h14',
  call: 'M6 4l3 1 1 4-2 2c1 2.5 2.5 4 5 5l2-2 4 1 1 3c-1 2-3 2.5-5 2C9 18.5 4 14 4 8c0-2 0-3 2-4z',
  hangUp: 'M3 14c5-6 13-6 18 0l-2 3-4-1.500v-3c-2-.7-4-.7-6 0v3L5 17z',
  microphone: 'M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM6 11c0 8 12 8 12 0M12 17v4',
  microphoneOff: 'M9 9V6a3 3 0 0 1 6 0v6M6 11c0 8 12 8 12 0M12 17v4M4 4l16 16',
  sound: 'M4 9.500h4l5-4v13l-5-4H4zM16.500 9c1.500 2 1.500 4 0 6M19 6.500c3 3.500 3 7.500 0 11',
  soundOff: 'M4 9.500h4l5-4v13l-5-4H4zM16.500 9.500l5 5M21.500 9.500l-5 5',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  key: 'M8 15.5a4 4 0 1 0 0-7 4 4 0 0 0 0 7zM11.5 12H21v3.5M17 12v2.500',
  buoy: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l1.500 1.500h-15zM10 21h4',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
} as const;

export type IconName = keyof typeof shapes;

/** It says nothing: what it stands in has a name. */
export function Icon({ name, size = 22 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
