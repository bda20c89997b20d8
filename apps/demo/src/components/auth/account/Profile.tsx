import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { UsernameField } from "@/components/auth/parts/fields";
import { Moment } from "@/components/auth/parts/Moment";
import { type FieldLabels, OwnFields } from "@/components/auth/parts/OwnFields";
import { AccountPage, Section } from "@/components/auth/parts/Section";
import { useAccount, useAuth } from "@/lib/auth";

type Authenticated = Extract<ReturnType<typeof useAuth>, { status: "authenticated" }>;
/** The input of an update: the username and the app's own fields. */
type UpdateValues = Parameters<ReturnType<typeof useAccount>["update"]>[0];

const WAYS = {
  password: "Password",
  code: "Code",
  password_reset: "Password reset",
  socialaccount: "Provider",
  mfa: "Second factor",
} as const;

/** @param labels the labels of the app's own fields */
export function Profile({ labels }: { labels?: FieldLabels | undefined }) {
  const auth = useAuth();
  if (auth.status !== "authenticated" || auth.config === undefined) return null;
  return (
    <AccountPage
      title="Profile"
      lead={
        <>
          Logged in as <strong>{auth.user.display}</strong>.
        </>
      }
    >
      <Section title="Your details">
        <Details auth={auth} config={auth.config} labels={labels} />
      </Section>
      <LoginFacts auth={auth} />
    </AccountPage>
  );
}

interface DetailsProps {
  auth: Authenticated;
  config: NonNullable<Authenticated["config"]>;
  labels: FieldLabels | undefined;
}

function Details({ auth: { user }, config, labels }: DetailsProps) {
  const { notify } = useAuthUi();
  const { update, ...status } = useAccount();
  const requirement = config.account.signup.username;
  const form = useForm<UpdateValues>({ defaultValues: { ...user.data, username: user.username ?? "" } });
  const save = async ({ username, ...own }: UpdateValues) => {
    await update(username === (user.username ?? "") ? own : { ...own, username: username || undefined });
    notify("Saved.");
  };
  return (
    <div className="max-w-md">
      <AuthForm form={form} status={status} submit="Save" onSubmit={save} isNarrow>
        <OwnFields control={form.control} labels={labels} kinds="text" />
        {requirement === "off" ? null : (
          <UsernameField control={form.control} name="username" required={requirement === "required"} />
        )}
        <OwnFields control={form.control} labels={labels} kinds="boolean" />
      </AuthForm>
    </div>
  );
}

/** How the user logged in. */
function LoginFacts({ auth: { methods, session } }: { auth: Authenticated }) {
  const facts = [
    ...methods.map((used) => ({
      name: WAYS[used.method] + ("reauthenticated" in used && used.reauthenticated ? " (confirmed again)" : ""),
      at: used.at,
    })),
    { name: "Expires", at: session.expiresAt },
  ];
  return (
    <Section title="This login" text="How you logged in, and when this session expires.">
      <dl className="divide-y rounded-lg border text-sm">
        {facts.map(({ name, at }) => (
          <div key={`${name} ${at}`} className="flex flex-wrap justify-between gap-x-4 px-4 py-3">
            <dt className="text-muted-foreground">{name}</dt>
            <dd>
              <Moment at={at} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
