import { EyeIcon, EyeOffIcon } from "lucide-react";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { type Control, type FieldPath, type FieldValues, useController } from "react-hook-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldDescription, FieldError, FieldLabel } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/utils";

/** A field of a form; its name is that of one of the form's values. */
export interface FieldProps<Values extends FieldValues> {
  control: Control<Values>;
  name: FieldPath<Values>;
  label: string;
  hint?: ReactNode;
  required?: boolean;
}

export type TextFieldProps<Values extends FieldValues> = FieldProps<Values> &
  Omit<ComponentProps<"input">, "name" | "value" | "defaultValue" | "onChange" | "id"> & {
    /** Shown in the field until something is entered. */
    suggestion?: string | undefined;
    /** At the end of the label's line. */
    aside?: ReactNode;
    /** Within the frame of the input, at its end. */
    extra?: ReactNode;
  };

/** Connects a field to its description. */
export function useDescription(message: string | undefined, hint: ReactNode) {
  const id = useId();
  const ids = [message === undefined ? "" : `${id}-error`, hint === undefined ? "" : `${id}-hint`].filter(Boolean);
  return { id, describedBy: ids.length === 0 ? undefined : ids.join(" ") };
}

/** The error of a field, and its hint. */
export function FieldNotes({ id, message, hint }: { id: string; message: string | undefined; hint: ReactNode }) {
  return (
    <>
      {message === undefined ? null : <FieldError id={`${id}-error`}>{message}</FieldError>}
      {hint === undefined ? null : <FieldDescription id={`${id}-hint`}>{hint}</FieldDescription>}
    </>
  );
}

/** A labelled input with its hint and its error, connected for screen readers. */
export function TextField<Values extends FieldValues>({
  control,
  name,
  label,
  hint,
  required = false,
  aside,
  extra,
  suggestion = "",
  className,
  onBlur,
  ...rest
}: TextFieldProps<Values>) {
  const { field, fieldState } = useController({ control, name });
  const message = fieldState.error?.message;
  const { id, describedBy } = useDescription(message, hint);
  return (
    <Field>
      <div className="flex items-baseline justify-between gap-4">
        <FieldLabel htmlFor={id}>
          {label}
          {required ? null : <span className="font-normal text-muted-foreground"> (optional)</span>}
        </FieldLabel>
        {aside}
      </div>
      <div className="relative">
        <Input
          {...rest}
          {...field}
          value={field.value ?? suggestion}
          onBlur={(event) => {
            field.onBlur();
            onBlur?.(event);
          }}
          id={id}
          required={required}
          aria-invalid={message !== undefined}
          aria-describedby={describedBy}
          className={cn(extra === undefined ? undefined : "pr-10", className)}
        />
        {extra}
      </div>
      <FieldNotes id={id} message={message} hint={hint} />
    </Field>
  );
}

/** A username, without automatic capitalization or correction. */
export function UsernameField<Values extends FieldValues>(
  props: Omit<FieldProps<Values>, "label" | "hint"> & Pick<TextFieldProps<Values>, "suggestion">,
) {
  return <TextField {...props} label="Username" autoComplete="username" autoCapitalize="none" spellCheck={false} />;
}

type PasswordFieldProps<Values extends FieldValues> = Omit<
  TextFieldProps<Values>,
  "type" | "extra" | "autoComplete"
> & {
  autoComplete: "new-password" | "current-password";
};

/** A password that can be shown while it is typed. */
export function PasswordField<Values extends FieldValues>(props: PasswordFieldProps<Values>) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOffIcon : EyeIcon;
  return (
    <TextField
      {...props}
      required={props.required ?? true}
      type={isShown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      extra={
        <button
          type="button"
          className="absolute inset-y-0 right-0 grid w-10 place-items-center rounded-r-md text-muted-foreground outline-none hover:text-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50"
          aria-pressed={isShown}
          aria-label={`Show ${props.label.toLowerCase()}`}
          onClick={() => setShown(!isShown)}
        >
          <Icon className="size-4" aria-hidden="true" />
        </button>
      }
    />
  );
}

/** A checkbox. */
export function CheckboxField<Values extends FieldValues>({ control, name, label, hint }: FieldProps<Values>) {
  const { field, fieldState } = useController({ control, name });
  const message = fieldState.error?.message;
  const { id, describedBy } = useDescription(message, hint);
  return (
    <Field className="gap-1.5">
      <div className="flex items-start gap-2.5">
        <Checkbox
          ref={field.ref}
          id={id}
          name={name}
          checked={field.value === true}
          onBlur={field.onBlur}
          onCheckedChange={(isOn) => field.onChange(isOn === true)}
          aria-invalid={message !== undefined}
          aria-describedby={describedBy}
        />
        <FieldLabel htmlFor={id} className="leading-4 font-normal">
          {label}
        </FieldLabel>
      </div>
      <FieldNotes id={id} message={message} hint={hint} />
    </Field>
  );
}

/** For password managers, which look for the user of a password. */
export function HiddenUsername({ value }: { value: string }) {
  return <input className="sr-only" autoComplete="username" readOnly tabIndex={-1} aria-hidden="true" value={value} />;
}

/** A field that nobody sees or reaches, also not with a screen reader: what fills it in is a bot. */
export function Honeypot<Values extends FieldValues>({ control, name }: Pick<FieldProps<Values>, "control" | "name">) {
  const { field } = useController({ control, name });
  return (
    <div aria-hidden="true" className="sr-only">
      <label>
        Website
        {/* A name that bots know. */}
        <input {...field} value={field.value ?? ""} name="website" type="text" tabIndex={-1} autoComplete="off" />
      </label>
    </div>
  );
}
