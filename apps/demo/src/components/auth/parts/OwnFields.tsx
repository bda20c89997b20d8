import type { SignupFieldInfo } from "@latchkey/server/types";
import type { Control, FieldPath, FieldValues } from "react-hook-form";
import { CheckboxField, TextField } from "@/components/auth/parts/fields";
import { useAuth } from "@/lib/auth";

type Data = Extract<ReturnType<typeof useAuth>, { status: "authenticated" }>["user"]["data"];

/** The labels of the app's own signup fields; a field that is not listed has its title or its name. */
export type FieldLabels = { readonly [Name in keyof Data]?: string };

interface OwnFieldsProps<Values extends FieldValues> {
  control: Control<Values>;
  labels?: FieldLabels | undefined;
  /** Text fields or checkboxes: the former belong above the other fields of a form, the latter below. */
  kinds: "text" | "boolean";
  /** Values that are shown until something is entered. */
  suggested?: Readonly<Record<string, unknown>> | undefined;
}

/** The app's own signup fields, as the server describes them. */
export function OwnFields<Values extends FieldValues>({
  control,
  labels,
  kinds,
  suggested = {},
}: OwnFieldsProps<Values>) {
  const { config } = useAuth();
  return config?.account.signup.fields
    .filter(({ schema }) => (schema["type"] === "boolean") === (kinds === "boolean"))
    .map((info) => (
      <OwnField
        key={info.name}
        info={info}
        control={control}
        label={labelOf(info, labels)}
        suggested={suggested[info.name]}
      />
    ));
}

interface OwnFieldProps<Values extends FieldValues> {
  info: SignupFieldInfo;
  control: Control<Values>;
  label: string;
  suggested: unknown;
}

function OwnField<Values extends FieldValues>({ info, control, label, suggested }: OwnFieldProps<Values>) {
  const { schema, required } = info;
  // The server lists the fields of the same object from which the types of the forms are inferred.
  const props = { control, label, name: info.name as FieldPath<Values> };
  if (schema["type"] === "boolean") return <CheckboxField {...props} />;
  return (
    <TextField
      {...props}
      required={required}
      suggestion={typeof suggested === "string" ? suggested : undefined}
      autoComplete={/name/i.test(info.name) ? "name" : "off"}
    />
  );
}

function labelOf({ name, schema }: SignupFieldInfo, labels: Readonly<Record<string, string | undefined>> = {}): string {
  const { title } = schema;
  const spelt = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return labels[name] ?? (typeof title === "string" ? title : spelt.charAt(0).toUpperCase() + spelt.slice(1));
}
