import type { AuthConfig } from "@latchkey/server/types";
import { type Control, useForm } from "react-hook-form";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { Honeypot, PasswordField, TextField, UsernameField } from "@/components/auth/parts/fields";
import { type FieldLabels, OwnFields } from "@/components/auth/parts/OwnFields";
import { PhoneField, phoneNumberOf } from "@/components/auth/parts/PhoneField";
import { useSignup } from "@/lib/auth";

/** The input of the server's signup, including the app's own fields, typed by its zod object. */
type SignupValues = Parameters<ReturnType<typeof useSignup>["signup"]>[0];

interface SignupFormProps {
  account: AuthConfig["account"];
  /** A passkey replaces the password, once the address is verified. */
  isByPasskey: boolean;
  /** The key of an invitation, whose address is used. */
  invitation?: string | undefined;
  labels?: FieldLabels | undefined;
}

export function SignupForm({ account, isByPasskey, invitation, labels }: SignupFormProps) {
  const signup = useSignup();
  const form = useForm<SignupValues>();
  const send = ({ password, email, ...values }: SignupValues) => {
    // If a person's browser has filled it in, the next attempt succeeds.
    if (account.signup.honeypot) form.resetField("honeypot");
    const details = {
      ...values,
      username: values.username || undefined,
      phone: values.phone ? phoneNumberOf(values.phone) : undefined,
    };
    const whose = invitation === undefined ? { email: email ?? "" } : { invitation };
    return isByPasskey
      ? signup.signupWithPasskey({ ...details, invitation: undefined, ...whose })
      : signup.signup({ ...details, invitation, email: email || undefined, password: password || undefined });
  };
  return (
    <AuthForm form={form} status={signup} submit="Sign up" onSubmit={send}>
      <OwnFields control={form.control} labels={labels} kinds="text" />
      <Identifiers
        account={account}
        control={form.control}
        isByPasskey={isByPasskey}
        isInvited={invitation !== undefined}
      />
      <OwnFields control={form.control} labels={labels} kinds="boolean" />
      {account.signup.honeypot ? <Honeypot control={form.control} name="honeypot" /> : null}
    </AuthForm>
  );
}

/** The inputs that the server's options require. */
function Identifiers({
  account: { signup, password },
  control,
  isByPasskey,
  isInvited,
}: Pick<SignupFormProps, "account" | "isByPasskey"> & { control: Control<SignupValues>; isInvited: boolean }) {
  return (
    <>
      {signup.email === "off" || isInvited ? null : (
        <TextField
          control={control}
          name="email"
          required={isByPasskey || signup.email === "required"}
          label="Email address"
          type="email"
          autoComplete="email"
        />
      )}
      {signup.username === "off" ? null : (
        <UsernameField control={control} name="username" required={signup.username === "required"} />
      )}
      {signup.phone === "off" ? null : (
        <PhoneField control={control} name="phone" required={signup.phone === "required"} />
      )}
      {isByPasskey || signup.password === "off" ? null : (
        <PasswordField
          control={control}
          name="password"
          required={signup.password === "required"}
          label="Password"
          autoComplete="new-password"
          hint={`At least ${password.minLength} characters. A few words are better than symbols.`}
        />
      )}
    </>
  );
}
