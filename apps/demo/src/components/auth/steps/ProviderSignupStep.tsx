import { useForm } from "react-hook-form";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { TextField, UsernameField } from "@/components/auth/parts/fields";
import { type FieldLabels, OwnFields } from "@/components/auth/parts/OwnFields";
import { PhoneField, phoneNumberOf } from "@/components/auth/parts/PhoneField";
import { ProviderIcon } from "@/components/auth/parts/ProviderIcon";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";
import { useAuth } from "@/lib/auth";

type Step = FlowOf<"provider_signup">;
/** The input that completes the signup, including the app's own fields. */
type Values = Parameters<Step["complete"]>[0];

/** The suggestions that text fields show; nobody has ticked a box by having it suggested. */
function textsOf(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "string"));
}

/** The values of the fields that the user has changed. */
function entered(values: Values): Values {
  // Only keys without a value are left out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
}

/** A signup waits for what the provider did not supply. */
export function ProviderSignupStep({ flow, labels }: { flow: Step; labels?: FieldLabels | undefined }) {
  const { config } = useAuth();
  const form = useForm<Values>();
  const { control } = form;
  const signup = config?.account.signup;
  const { email, username } = flow.suggested;
  const fields = textsOf(flow.suggested.fields);
  const send = (values: Values) =>
    flow.complete({
      ...fields,
      ...entered(values),
      email: (values.email ?? email) || undefined,
      username: (values.username ?? username) || undefined,
      phone: values.phone ? phoneNumberOf(values.phone) : undefined,
    });
  return (
    <AuthCard
      title="Finish signing up"
      icon={<ProviderIcon id={flow.provider.id} />}
      lead={`${flow.provider.name} confirmed who you are. Fill in the rest to sign up.`}
    >
      <AuthForm form={form} status={flow} submit="Sign up" onSubmit={send}>
        <OwnFields control={control} labels={labels} kinds="text" suggested={fields} />
        {signup?.email === "off" ? null : (
          <TextField
            control={control}
            name="email"
            suggestion={email}
            required={signup?.email === "required"}
            label="Email address"
            type="email"
            autoComplete="email"
          />
        )}
        {signup === undefined || signup.username === "off" ? null : (
          <UsernameField
            control={control}
            name="username"
            suggestion={username}
            required={signup.username === "required"}
          />
        )}
        {signup === undefined || signup.phone === "off" ? null : (
          <PhoneField control={control} name="phone" required={signup.phone === "required"} />
        )}
        <OwnFields control={control} labels={labels} kinds="boolean" />
      </AuthForm>
      <StepActions isPending={flow.isPending} cancel={flow.cancel} />
    </AuthCard>
  );
}
