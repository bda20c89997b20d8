import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { type FieldPath, type FieldValues, FormProvider, type UseFormReturn } from "react-hook-form";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { Notice } from "@/components/auth/parts/Notice";
import { type Failure, type Problem, problemsOf } from "@/components/auth/parts/problems";
import { FieldGroup } from "@/components/ui/field";

/** The status of a form's call: returned by every hook of `@latchkey/react`, and by TanStack's mutations too. */
export interface FormStatus {
  isPending: boolean;
  error: Failure | null;
}

interface AuthFormProps<Values extends FieldValues> {
  form: UseFormReturn<Values>;
  status: FormStatus;
  submit: ReactNode;
  look?: "default" | "destructive" | "outline";
  /** The name of a field, by the server's name of the parameter. */
  aliases?: Readonly<Record<string, FieldPath<Values>>>;
  /** Failures are in `status`, and shown from there. */
  onSubmit(values: Values): Promise<unknown> | undefined;
  children?: ReactNode;
  /** Next to the submit button. */
  beside?: ReactNode;
  /**
   * Whether the submit button is no wider than its text; otherwise it is as wide as the form if there is nothing next
   * to it.
   */
  isNarrow?: boolean;
}

/** A form that shows the server's message on each field, and moves the focus to the first invalid one. */
export function AuthForm<Values extends FieldValues>({
  form,
  status,
  submit,
  look = "default",
  aliases,
  onSubmit,
  children,
  beside,
  isNarrow = beside !== undefined,
}: AuthFormProps<Values>) {
  const element = useRef<HTMLFormElement>(null);
  const { error, isPending } = status;
  const general = useServerProblems({ form, error, element, aliases });
  return (
    <FormProvider {...form}>
      <form
        ref={element}
        noValidate
        className="flex w-full flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (isPending) return;
          void form.handleSubmit((values) => onSubmit(values)?.catch(() => {}))();
        }}
      >
        {general.length === 0 ? null : (
          <Notice kind="error">
            {general.map(({ message }) => (
              <p key={message}>{message}</p>
            ))}
          </Notice>
        )}
        {children === undefined ? null : <FieldGroup>{children}</FieldGroup>}
        <div className={isNarrow ? "flex flex-wrap gap-2" : "grid"}>
          <ActionButton type="submit" variant={look} isPending={isPending}>
            {submit}
          </ActionButton>
          {beside}
        </div>
      </form>
    </FormProvider>
  );
}

interface ServerProblems<Values extends FieldValues> {
  form: UseFormReturn<Values>;
  error: Failure | null;
  element: React.RefObject<HTMLFormElement | null>;
  aliases: Readonly<Record<string, FieldPath<Values>>> | undefined;
}

/** Assigns the server's messages to the fields. @returns those that concern none of them */
function useServerProblems<Values extends FieldValues>({ form, error, element, aliases }: ServerProblems<Values>) {
  const [general, setGeneral] = useState<Problem[]>([]);
  const { setError, clearErrors } = form;
  const problems = useMemo(() => problemsOf(error), [error]);
  useEffect(() => {
    clearErrors();
    const isField = (name: string) => Boolean(element.current?.elements.namedItem(name));
    const named = problems.map(({ param = "", message }) => ({ name: aliases?.[param] ?? param, message }));
    setGeneral(named.filter(({ name }) => !isField(name)));
    const own = named.filter(({ name }) => isField(name));
    // A field of the form: it has just been found there.
    for (const { name, message } of own) setError(name as FieldPath<Values>, { type: "server", message });
    const first = own[0] && element.current?.elements.namedItem(own[0].name);
    const fields = Array.from(element.current?.elements ?? []);
    const wrong = fields.find((field) => own.some(({ name }) => field.getAttribute("name") === name)) ?? first;
    if (wrong instanceof HTMLElement) wrong.focus();
  }, [problems, aliases, element, setError, clearErrors]);
  return general;
}
