import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { CheckboxField, PasswordField, TextField } from "@/components/auth/parts/fields";
import { IDENTIFIER_ALIASES, identify, inputKindOf, labelOf } from "@/components/auth/parts/identifier";
import { TextLink } from "@/components/auth/parts/TextLink";
import { Button } from "@/components/ui/button";
import { useAuth, useLogin } from "@/lib/auth";

interface PasswordLoginProps {
  /** Whether the identifier and the password are two steps. */
  isStepwise: boolean;
  /** The identifier from the first step. */
  identifier: string | null;
  setIdentifier(identifier: string | null): void;
}

/** The form for an identifier and a password, in one step or two. */
export function PasswordLogin({ isStepwise, identifier, setIdentifier }: PasswordLoginProps) {
  const { config } = useAuth();
  const { login, ...status } = useLogin();
  const { paths } = useAuthUi();
  const form = useForm({ defaultValues: { identifier: "", password: "", remember: true } });
  const { control } = form;
  const methods = config?.account.loginMethods ?? ["email"];
  const isFirst = isStepwise && identifier === null;
  return (
    <AuthForm
      form={form}
      status={status}
      submit={isFirst ? "Continue" : "Log in"}
      aliases={IDENTIFIER_ALIASES}
      onSubmit={(values) => {
        if (!isFirst)
          return login({
            ...identify(values.identifier, methods),
            password: values.password,
            remember: values.remember,
          });
        if (values.identifier !== "") setIdentifier(values.identifier);
        return undefined;
      }}
    >
      <TextField
        control={control}
        name="identifier"
        required
        label={labelOf(methods)}
        type={inputKindOf(methods).type}
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellCheck={false}
        readOnly={isStepwise && !isFirst}
        aside={
          isStepwise && !isFirst ? (
            <Button type="button" variant="link" size="inline" onClick={() => setIdentifier(null)}>
              Change
            </Button>
          ) : undefined
        }
      />
      {isFirst ? null : (
        <>
          <PasswordField
            control={control}
            name="password"
            label="Password"
            autoComplete="current-password"
            autoFocus={isStepwise}
            aside={
              <TextLink href={paths.forgotPassword} className="text-[0.8125rem] font-normal">
                Forgot password?
              </TextLink>
            }
          />
          <CheckboxField control={control} name="remember" label="Keep me logged in" />
        </>
      )}
    </AuthForm>
  );
}
