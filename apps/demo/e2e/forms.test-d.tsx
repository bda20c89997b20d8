import { useForm } from "react-hook-form";
import { TextField } from "@/components/auth/parts/fields";
import type { FieldLabels } from "@/components/auth/parts/OwnFields";
import type { useSignup } from "@/lib/auth";

type SignupValues = Parameters<ReturnType<typeof useSignup>["signup"]>[0];

/** The values of a form are the input of the server's zod object: an unknown field does not compile. */
export function Misspelt() {
  const { control } = useForm<SignupValues>();
  return (
    <>
      <TextField control={control} name="email" label="Email address" />
      <TextField control={control} name="displayName" label="Name" />
      {/* @ts-expect-error: not a field of the signup */}
      <TextField control={control} name="emial" label="Email address" />
    </>
  );
}

// @ts-expect-error: not a field of the app's own
export const misspelt: FieldLabels = { displayNaem: "What should we call you?" };
