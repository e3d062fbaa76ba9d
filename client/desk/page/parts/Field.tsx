// A line or an area to type in, with its name above it.

import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly more?: string | undefined;
  /** `code`: typed off another screen, once. */
  readonly type?: 'text' | 'password' | 'code';
  readonly maxLength?: number;
  readonly rows?: number;
  readonly isRequired?: boolean;
  readonly placeholder?: string;
}

const completions = { text: 'off', password: 'new-password', code: 'one-time-code' } as const;

export function Field(props: FieldProps) {
  const { label, value, onInput, more, type = 'text', maxLength = 1_024, rows } = props;
  const id = useId();
  const shared = {
    id,
    value,
    maxLength,
    required: props.isRequired === true,
    placeholder: props.placeholder,
    autocomplete: completions[type],
    'aria-describedby': more === undefined ? undefined : `${id}-more`,
    onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows !== undefined && <textarea {...shared} rows={rows} />}
      {rows === undefined && type !== 'password' && <input {...shared} type="text" />}
      {type === 'password' && <input {...shared} type="password" />}
      {more !== undefined && (
        <p class="field-more" id={`${id}-more`}>
          {more}
        </p>
      )}
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isOff?: boolean;
}

/** A switch that is on or off. */
export function Switch({ label, isOn, onChange, isOff = false }: SwitchProps) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isOff}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
