// Buttons for what is done, and how it went.

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { words } from '../words.ts';
import type { Deed } from './deed.ts';

interface ActProps {
  readonly deed: Deed;
  readonly work: () => Promise<unknown>;
  readonly children: ComponentChildren;
  readonly kind?: 'plain' | 'main' | 'bad';
  /** For screen readers, where the words alone do not say of whom. */
  readonly label?: string;
}

export function Act({ deed, work, children, kind = 'plain', label }: ActProps) {
  return (
    <button
      type="button"
      class={`act act-${kind}`}
      aria-label={label}
      disabled={deed.isBusy}
      onClick={() => deed.run(work)}
    >
      {children}
    </button>
  );
}

interface SureActProps extends ActProps {
  readonly sure: string;
  /** What it comes to, said before. */
  readonly more?: string;
}

/** The same for what cannot be undone: it is asked once more, in the place of the button. */
export function SureAct({ sure, label, more, ...props }: SureActProps) {
  const isAsking = useSignal(false);
  const ask = () => {
    isAsking.value = true;
  };
  if (!isAsking.value) {
    return (
      <button type="button" class="act act-plain" aria-label={label} onClick={ask}>
        {props.children}
      </button>
    );
  }
  const no = () => {
    isAsking.value = false;
  };
  return (
    <span class="sure" role="group" aria-label={label}>
      {more !== undefined && <span role="alert">{more}</span>}
      <Act {...props} kind="bad">
        {sure}
      </Act>
      <button type="button" class="act act-plain" onClick={no}>
        {words.people.cancel}
      </button>
    </span>
  );
}

/** What became of it, said to everybody. */
export function Outcome({ deed, done = '' }: { readonly deed: Deed; readonly done?: string }) {
  const text = deed.failure !== '' ? deed.failure : deed.isDone ? done : '';
  return (
    <p
      class="outcome"
      role={deed.failure === '' ? 'status' : 'alert'}
      data-bad={deed.failure !== ''}
    >
      {text}
    </p>
  );
}

interface FormProps {
  readonly deed: Deed;
  readonly work: () => Promise<unknown>;
  readonly label: string;
  readonly submit: string;
  readonly done?: string;
  /** It cannot be undone. */
  readonly isBad?: boolean;
  readonly children: ComponentChildren;
}

/** Enter does it as well. */
export function Form({ deed, work, label, submit, done, isBad, children }: FormProps) {
  return (
    <form
      class="form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        deed.run(work);
      }}
    >
      {children}
      <button type="submit" class={`act act-${isBad ? 'bad' : 'main'}`} disabled={deed.isBusy}>
        {submit}
      </button>
      <Outcome deed={deed} {...(done === undefined ? {} : { done })} />
    </form>
  );
}

interface CopyProps {
  readonly text: string;
  readonly label: string;
  /** Otherwise it is seen elsewhere. */
  readonly isShown?: boolean;
}

/** Puts a text where it can be pasted from. */
export function Copy({ text, label, isShown = true }: CopyProps) {
  const isCopied = useSignal(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      isCopied.value = true;
    });
  };
  return (
    <span class="copy" role="group" aria-label={label}>
      {isShown && <code class="copy-text">{text}</code>}
      <button
        type="button"
        class="act act-plain"
        aria-label={`${words.people.copy}: ${label}`}
        onClick={copy}
      >
        {words.people.copy}
      </button>
      <span role="status">{isCopied.value && words.people.copied}</span>
    </span>
  );
}
