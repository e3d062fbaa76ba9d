// A stranger writes: nothing is told them before they are let in.

import { useDesk } from '../model/desk.ts';
import type { Request } from '../model/requests.ts';
import { goTo } from '../route.ts';
import { words } from '../words.ts';

export function RequestBar({ request }: { readonly request: Request }) {
  const { requests, conversations, notices } = useDesk();
  const settle = async (how: Parameters<typeof requests.settle>[1] | 'report') => {
    try {
      if (how === 'report') await requests.report(request.account);
      else await requests.settle(request.account, how);
      conversations.refresh();
      if (how !== 'requests.accept') goTo('c');
    } catch (error) {
      notices.fail(error);
    }
  };
  return (
    <footer class="request">
      <p>{words.request(request.name)}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => void settle('block')}>
          {words.block}
        </button>
        <button type="button" class="button" onClick={() => void settle('report')}>
          {words.reportToo}
        </button>
        <button type="button" class="button" onClick={() => void settle('requests.delete')}>
          {words.forget}
        </button>
        <button
          type="button"
          class="button button-main"
          onClick={() => void settle('requests.accept')}
        >
          {words.accept}
        </button>
      </div>
    </footer>
  );
}
