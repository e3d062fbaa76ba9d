// A list of any length of which only what is in sight is drawn. It stays where it was when rows
// above change or come; at its end it stays at the end.

import type { Signal } from '@preact/signals';
import { Component } from 'preact';
import type { ComponentChild, VNode } from 'preact';
import { Heights } from './heights.ts';
import type { WindowedRow } from './heights.ts';

/** Drawn above and below what is in sight. Unit: pixels. */
const beyond = 700;
/** More is drawn once less than this is left of that. */
const beyondLeast = 150;
/** How near to the end counts as there. */
const endSlack = 40;
/** How near to the top older rows are asked for. */
const topSlack = 1_500;

interface WindowedProps<Row extends WindowedRow> {
  readonly rows: readonly Row[];
  readonly render: (row: Row) => VNode;
  readonly label: string;
  /** The top is near. */
  readonly older: () => void;
  /** The end came into sight, or went out of it. */
  readonly ended: (isAtEnd: boolean) => void;
  /** A row to be brought into sight; cleared when it was. */
  readonly goal: Signal<string | undefined>;
}

interface Drawn {
  readonly from: number;
  readonly to: number;
}

export class Windowed<Row extends WindowedRow> extends Component<WindowedProps<Row>> {
  readonly #heights = new Heights();
  readonly #observer = new ResizeObserver((entries) => this.#measured(entries));
  #drawn = new Map<string, { readonly row: Row; readonly drawing: VNode }>();
  #range: Drawn = { from: 0, to: 0 };
  #rows: readonly Row[] | undefined;
  #box: HTMLElement | null = null;
  #isAtEnd = true;
  #anchor: { readonly key: string; readonly within: number } | undefined;
  #stopGoal = () => {};

  override componentDidMount(): void {
    if (this.#box) this.#observer.observe(this.#box);
    this.#settle();
    this.#stopGoal = this.props.goal.subscribe(() => this.#seek());
  }

  override componentDidUpdate(): void {
    this.#settle();
    this.#seek();
  }

  override componentWillUnmount(): void {
    this.#observer.disconnect();
    this.#stopGoal();
  }

  toEnd = (): void => {
    this.#isAtEnd = true;
    this.#settle();
  };

  render(): ComponentChild {
    const { rows, label } = this.props;
    if (rows !== this.#rows) {
      this.#rows = rows;
      this.#heights.set(rows);
    }
    const { from, to } = this.#wanted();
    this.#range = { from, to };
    const drawn = new Map<string, { readonly row: Row; readonly drawing: VNode }>();
    const nodes = rows.slice(from, to).map((row, offset) => {
      const before = this.#drawn.get(row.key);
      // The same node is not looked into again.
      const one = before?.row === row ? before : { row, drawing: this.props.render(row) };
      drawn.set(row.key, one);
      const transform = `translateY(${this.#heights.top(from + offset)}px)`;
      return (
        <div
          key={row.key}
          class="windowed-row"
          role="listitem"
          style={{ transform }}
          ref={this.#seen}
        >
          {one.drawing}
        </div>
      );
    });
    this.#drawn = drawn;
    const height = `${this.#heights.total}px`;
    return (
      <div class="windowed" onScroll={this.#scrolled} ref={this.#hold}>
        <div class="windowed-sheet" role="list" aria-label={label} style={{ height }}>
          {nodes}
        </div>
      </div>
    );
  }

  readonly #hold = (box: HTMLElement | null): void => {
    this.#box = box;
  };

  readonly #seen = (element: HTMLElement | null): void => {
    if (element) this.#observer.observe(element);
  };

  readonly #scrolled = (): void => {
    const box = this.#box;
    if (!box) return;
    const { scrollTop: top, clientHeight: view } = box;
    const isAtEnd = top + view >= this.#heights.total - endSlack;
    if (isAtEnd !== this.#isAtEnd) this.props.ended(isAtEnd);
    this.#isAtEnd = isAtEnd;
    const { rows } = this.props;
    const first = this.#heights.indexAt(top);
    let index = first;
    while (index < rows.length && !rows[index]?.isFixed) index += 1;
    const key = rows[index]?.key;
    this.#anchor = key === undefined ? undefined : { key, within: top - this.#heights.top(index) };
    if (top < topSlack) this.props.older();
    if (!this.#isCovered(top, view)) this.forceUpdate();
  };

  #measured(entries: readonly ResizeObserverEntry[]): void {
    const heights = entries.flatMap(({ target }) => {
      const index = target === this.#box ? undefined : this.#keyOf(target);
      return index === undefined ? [] : [[index, (target as HTMLElement).offsetHeight] as const];
    });
    const isResized = entries.some(({ target }) => target === this.#box);
    if (this.#heights.measure(heights) || isResized) this.forceUpdate();
  }

  /** Rows that are no more in the page are let go. */
  #keyOf(element: Element): string | undefined {
    if (!element.isConnected) {
      this.#observer.unobserve(element);
      return undefined;
    }
    return (element.firstElementChild as HTMLElement | null)?.dataset['key'];
  }

  #isCovered(top: number, view: number): boolean {
    const { from, to } = this.#range;
    const { rows } = this.props;
    const isAbove = from === 0 || this.#heights.top(from) <= top - beyondLeast;
    const isBelow = to >= rows.length || this.#heights.top(to) >= top + view + beyondLeast;
    return isAbove && isBelow;
  }

  #wanted(): Drawn {
    const view = this.#box?.clientHeight ?? beyond;
    const top = this.#isAtEnd ? this.#heights.total - view : (this.#box?.scrollTop ?? 0);
    return {
      from: this.#heights.indexAt(top - beyond),
      to: Math.min(this.#heights.indexAt(top + view + beyond) + 1, this.props.rows.length),
    };
  }

  /** After rows or their heights have changed, what was in sight is there still. */
  #settle(): void {
    const box = this.#box;
    if (!box) return;
    const end = this.#heights.total - box.clientHeight;
    const anchor = this.#anchor && this.#heights.indexOf(this.#anchor.key);
    const top = this.#isAtEnd
      ? end
      : anchor === undefined
        ? box.scrollTop
        : this.#heights.top(anchor) + (this.#anchor?.within ?? 0);
    if (Math.abs(box.scrollTop - top) >= 1) box.scrollTop = top;
    if (box.scrollTop < topSlack) this.props.older();
  }

  #seek(): void {
    const { goal } = this.props;
    const key = goal.peek();
    const index = key === undefined ? undefined : this.#heights.indexOf(key);
    const box = this.#box;
    if (index === undefined || key === undefined || !box) return;
    goal.value = undefined;
    this.#isAtEnd = false;
    this.#anchor = { key, within: -box.clientHeight / 3 };
    this.#settle();
    this.#scrolled();
  }
}
