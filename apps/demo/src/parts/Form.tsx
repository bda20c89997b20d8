import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useStepOver } from "../flow/stepOver.ts";
import { Button } from "./Button.tsx";
import { Notice } from "./Notice.tsx";
import { type Failure, problemsOf } from "./problems.ts";

/** How the call behind a form stands: what every hook of `@latchkey/react` gives, and TanStack's mutations too. */
export interface FormStatus {
  isPending: boolean;
  error: Failure | null;
}

interface FormProps {
  status: FormStatus;
  submit: string;
  look?: "primary" | "danger" | "plain";
  /** The name of an input, by the parameter that the server knows it by. */
  aliases?: Readonly<Record<string, string>>;
  onSubmit(values: FormData, form: HTMLFormElement): Promise<unknown>;
  children?: ReactNode;
  /** Beside the submit button. */
  beside?: ReactNode;
}

const Messages = createContext<Readonly<Record<string, string>>>({});

/** What is wrong with the input of this name, as the server said it. */
export function useFieldMessage(name: string): string | undefined {
  return useContext(Messages)[name];
}

/** A form that shows the server's word on each input, and moves the focus to the first one that is wrong. */
export function Form({ status, submit, look = "primary", aliases = {}, onSubmit, children, beside }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [names, setNames] = useState<readonly string[]>([]);
  const { error, isPending } = status;
  const tellIfOver = useStepOver();
  const problems = useMemo(
    () => problemsOf(error).map(({ param = "", message }) => ({ name: aliases[param] ?? param, message })),
    [error, aliases],
  );
  const messages = useMemo(() => Object.fromEntries(problems.map(({ name, message }) => [name, message])), [problems]);
  const general = problems.filter(({ name }) => !names.includes(name));

  useEffect(() => {
    if (error === null) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    const sent = event.currentTarget;
    const values = new FormData(sent);
    setNames([...new Set(Array.from(sent.elements, (element) => element.getAttribute("name") ?? ""))].filter(Boolean));
    // What failed is in `status`, and shown from there; unless the step is gone, and its form with it.
    onSubmit(values, sent).catch(tellIfOver);
  };
  return (
    <form ref={form} className="form" noValidate onSubmit={send}>
      <Messages value={messages}>
        {general.length === 0 ? null : (
          <Notice kind="error">
            {general.map(({ message }) => (
              <p key={message}>{message}</p>
            ))}
          </Notice>
        )}
        {children}
      </Messages>
      <div className="form-actions">
        <Button type="submit" look={look} isPending={isPending}>
          {submit}
        </Button>
        {beside}
      </div>
    </form>
  );
}

/** The text of an input; empty when there is none. Never trimmed: it may be a password. */
export function textOf(values: FormData, name: string): string {
  const value = values.get(name);
  return typeof value === "string" ? value : "";
}

/** As {@link textOf}; undefined when nothing was typed, which is how an optional input is left out. */
export function givenText(values: FormData, name: string): string | undefined {
  return textOf(values, name) || undefined;
}
