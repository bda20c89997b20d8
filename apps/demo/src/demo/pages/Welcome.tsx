import {
  ArrowRightIcon,
  FingerprintIcon,
  type LucideIcon,
  MailIcon,
  ShieldCheckIcon,
  SmartphoneIcon,
  UsersRoundIcon,
  VenetianMaskIcon,
} from "lucide-react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { Heading, Lead } from "@/components/auth/parts/Heading";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { ButtonLink, TextLink } from "@/components/auth/parts/TextLink";
import { useChangeSettings } from "@/demo/settings";
import { useAda } from "@/demo/useAda";
import { defaultSettings } from "../../../server/defaultSettings.ts";
import { type Start, starts } from "../../../server/starts.ts";

const ICONS: Record<string, LucideIcon> = {
  passkeys: FingerprintIcon,
  code: MailIcon,
  totp: ShieldCheckIcon,
  social: UsersRoundIcon,
  privacy: VenetianMaskIcon,
  phone: SmartphoneIcon,
};

/** The first page of a visitor: log in immediately, or choose how. */
export function Welcome() {
  return (
    <div className="mx-auto flex w-full max-w-4xl flex-col gap-12 sm:py-6">
      <Hero />
      <section aria-labelledby="starts-title" className="flex flex-col gap-4">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h2 id="starts-title" className="text-base font-semibold tracking-tight">
            Or start with a set of options
          </h2>
          <TextLink href="/options" className="text-sm font-normal">
            All options
          </TextLink>
        </div>
        <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {starts.map((start) => (
            <li key={start.id} className="grid">
              <StartCard start={start} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Hero() {
  const { paths } = useAuthUi();
  const ada = useAda();
  return (
    <div className="flex flex-col items-center gap-6 text-center">
      <p className="rounded-full border bg-card px-3 py-1 text-xs font-medium text-muted-foreground shadow-xs">
        Authentication for tRPC
      </p>
      <Heading title="Try every way to log in" className="text-4xl sm:text-5xl sm:leading-[1.1]" />
      <Lead className="max-w-xl text-base sm:text-lg">
        Signup, passkeys, second factors, social login, sessions. Everything runs on your machine, and every page shows
        what happens under the hood.
      </Lead>
      <div className="flex flex-wrap justify-center gap-2.5">
        <ActionButton size="lg" isPending={ada.isPending} onClick={() => ada.mutate()}>
          Be Ada
          <ArrowRightIcon aria-hidden="true" />
        </ActionButton>
        <ButtonLink href={paths.signup} size="lg" variant="outline">
          Sign up
        </ButtonLink>
      </div>
      <p className="-mt-2 text-[0.8125rem] text-muted-foreground">One click logs you in as Ada Lovelace.</p>
      <ProblemNotice error={ada.error} />
    </div>
  );
}

/** Applies the options, and opens the page that shows their effect best. */
function StartCard({ start: { id, name, text, path, settings } }: { start: Start }) {
  const { navigate } = useAuthUi();
  const { mutate, isPending } = useChangeSettings();
  const Icon = ICONS[id] ?? ArrowRightIcon;
  return (
    <button
      type="button"
      aria-busy={isPending}
      onClick={() => mutate({ ...defaultSettings, ...settings }, { onSuccess: () => navigate(path) })}
      className="group flex gap-4 rounded-xl border bg-card p-5 text-left shadow-xs transition-colors outline-none hover:border-primary/50 focus-visible:ring-[3px] focus-visible:ring-ring/50"
    >
      <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-brand-soft text-brand-soft-foreground">
        <Icon className="size-4.5" aria-hidden="true" />
      </span>
      <span className="flex flex-col gap-1">
        <span className="flex items-center gap-1.5 font-medium">
          {name}
          <ArrowRightIcon
            aria-hidden="true"
            className="size-3.5 text-muted-foreground transition-transform group-hover:translate-x-0.5"
          />
        </span>
        <span className="text-[0.8125rem] leading-relaxed text-pretty text-muted-foreground">{text}</span>
      </span>
    </button>
  );
}
