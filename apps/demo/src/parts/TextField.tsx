import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { useFieldMessage } from "./Form.tsx";

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "name"> {
  label: string;
  name: string;
  hint?: ReactNode;
  /** Within the frame of the input, at its end. */
  extra?: ReactNode;
}

/** A labelled input with its hint and what is wrong with it, tied together for screen readers. */
export function TextField({ label, name, hint, extra, required, ...rest }: TextFieldProps) {
  const id = useId();
  const message = useFieldMessage(name);
  const described = [message === undefined ? "" : `${id}-error`, hint === undefined ? "" : `${id}-hint`]
    .join(" ")
    .trim();
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {required ? null : <span className="optional"> (optional)</span>}
      </label>
      <div className="input-frame">
        <input
          {...rest}
          id={id}
          name={name}
          required={required}
          aria-invalid={message !== undefined}
          aria-describedby={described === "" ? undefined : described}
        />
        {extra}
      </div>
      {message === undefined ? null : (
        <p className="field-error" id={`${id}-error`} role="alert">
          {message}
        </p>
      )}
      {hint === undefined ? null : (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
