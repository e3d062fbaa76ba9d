// One line that says so while the connection is not as it should be.

import { useDesk } from '../model/desk.ts';
import { words } from '../words.ts';

export function Standing() {
  const { rpc, session } = useDesk();
  const text = textOf(rpc.state.value, session.server.value);
  return (
    <div class="standing" role="status" data-shown={text !== ''}>
      {text}
    </div>
  );
}

function textOf(wire: string, server: string): string {
  if (wire === 'waiting') return words.wire.waiting;
  if (wire !== 'open') return '';
  if (server === 'waiting') return words.server.waiting;
  return server === 'closed' ? words.server.closed : '';
}
