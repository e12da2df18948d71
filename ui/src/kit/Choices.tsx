/** One of a few, all in sight, each with what choosing it means. */
import { type ReactNode, useId } from "react";
import classes from "./Choices.module.css";

interface Props<T extends string> {
  label: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  value: string;
  options: readonly { value: T; label: string; help?: string | null }[];
  autoFocus?: boolean;
  onChange: (value: T) => void;
}

export function Choices<T extends string>({
  label,
  help,
  error,
  required = false,
  value,
  options,
  autoFocus = false,
  onChange,
}: Props<T>) {
  const id = useId();
  const told = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <fieldset className={classes.group} aria-describedby={told || undefined}>
      <legend className={classes.label}>
        {label}
        {required && (
          <span aria-hidden="true" className={classes.required}>
            {" *"}
          </span>
        )}
      </legend>
      {help && (
        <p id={`${id}-help`} className="meta">
          {help}
        </p>
      )}
      <div className={classes.options} data-invalid={Boolean(error) || undefined}>
        {options.map((option, index) => (
          <label key={option.value} className={classes.option}>
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={option.value === value}
              required={required}
              aria-labelledby={`${id}-${option.value}`}
              aria-describedby={option.help ? `${id}-${option.value}-help` : undefined}
              // The one that the arrow keys start from, when the dialog gives its focus away.
              data-autofocus={
                (autoFocus && (option.value === value || (value === "" && index === 0))) ||
                undefined
              }
              onChange={() => onChange(option.value)}
            />
            <span className={classes.words}>
              <span id={`${id}-${option.value}`}>{option.label}</span>
              {option.help && (
                <span id={`${id}-${option.value}-help`} className="meta">
                  {option.help}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}-error`} className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
