// A poll, and who answered what.

import type { PollView } from '../../../conversation/view.ts';
import { useDesk } from '../model/desk.ts';
import { words } from '../words.ts';

export function Poll({ poll }: { readonly poll: PollView }) {
  const { names } = useDesk();
  const most = Math.max(1, ...poll.options.map((one) => one.voters.length));
  return (
    <div class="poll">
      <p class="poll-about">{words.pollAbout(poll.multiple, poll.ended)}</p>
      <ul>
        {poll.options.map((one, index) => (
          <li key={index} title={one.voters.map((voter) => names.of(voter)).join(', ')}>
            <span class="poll-option">{one.text}</span>
            <span class="poll-count">{words.votes(one.voters.length)}</span>
            <meter min={0} max={most} value={one.voters.length} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </div>
  );
}
