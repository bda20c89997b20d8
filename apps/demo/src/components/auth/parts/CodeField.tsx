import type { CodeUse } from "@latchkey/server/types";
import { Fragment, useEffect, useRef } from "react";
import { type FieldValues, useController, useFormContext } from "react-hook-form";
import { FieldNotes, type FieldProps, useDescription } from "@/components/auth/parts/fields";
import { Field, FieldLabel } from "@/components/ui/field";
import { InputOTP, InputOTPGroup, InputOTPSeparator, InputOTPSlot } from "@/components/ui/input-otp";
import { useAuth } from "@/lib/auth";

interface CodeFieldProps<Values extends FieldValues> extends Omit<FieldProps<Values>, "label" | "required"> {
  label?: string;
  kind: "letters" | "digits";
  length: number;
}

/** Spaces and dashes too: autofill may include them. */
const PATTERNS = { digits: "^[\\d \\-]+$", letters: "^[a-zA-Z\\d \\-]+$" };

/**
 * A code in boxes: it has the focus, accepts pasted codes with or without dashes, and is submitted once it is complete.
 */
export function CodeField<Values extends FieldValues>({
  control,
  name,
  label = "Code",
  hint,
  kind,
  length,
}: CodeFieldProps<Values>) {
  const { field, fieldState } = useController({ control, name });
  const { formState } = useFormContext();
  const input = useRef<HTMLInputElement>(null);
  const message = fieldState.error?.message;
  const { id, describedBy } = useDescription(message, hint);
  const groups = groupsOf(length);
  const clean = (text: string) => text.replace(/[\s-]/g, "").toUpperCase().slice(0, length);
  const value = clean(String(field.value ?? ""));
  useEffect(() => input.current?.focus(), []);
  const change = (typed: string) => {
    const code = clean(typed);
    field.onChange(code);
    // Not while one is being submitted, nor when it is unchanged since.
    if (code.length === length && code !== value && !formState.isSubmitting)
      requestAnimationFrame(() => input.current?.form?.requestSubmit());
  };
  return (
    <Field>
      <FieldLabel htmlFor={id}>{label}</FieldLabel>
      <InputOTP
        ref={input}
        id={id}
        name={name}
        value={value}
        onChange={change}
        onBlur={field.onBlur}
        // Longer, for the dashes that autofill may include.
        maxLength={length + groups.length - 1}
        inputMode={kind === "digits" ? "numeric" : "text"}
        pattern={PATTERNS[kind]}
        pasteTransformer={clean}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        aria-invalid={message !== undefined}
        aria-describedby={describedBy}
      >
        {groups.map((slots, index) => (
          <Fragment key={slots[0]}>
            {index === 0 ? null : <InputOTPSeparator />}
            <InputOTPGroup>
              {slots.map((slot) => (
                <InputOTPSlot key={slot} index={slot} />
              ))}
            </InputOTPGroup>
          </Fragment>
        ))}
      </InputOTP>
      <FieldNotes id={id} message={message} hint={hint} />
    </Field>
  );
}

/** The positions of a code in groups of four if possible, else of three: as in the message. */
function groupsOf(length: number): number[][] {
  const size = length % 4 === 0 ? 4 : 3;
  return Array.from({ length: Math.ceil(length / size) }, (_, group) =>
    Array.from({ length: Math.min(size, length - group * size) }, (_slot, place) => group * size + place),
  );
}

type SentCodeFieldProps<Values extends FieldValues> = Pick<FieldProps<Values>, "control" | "name"> & { use: CodeUse };

/** A code that was sent by mail or text message. */
export function SentCodeField<Values extends FieldValues>({ use, ...props }: SentCodeFieldProps<Values>) {
  const { config } = useAuth();
  if (config === undefined) return null;
  const { kind, length } = config.account.codes[use];
  return (
    <CodeField
      {...props}
      kind={kind}
      length={length}
      hint={kind === "digits" ? `${length} digits.` : `${length} letters; case does not matter.`}
    />
  );
}
