import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { toast } from "sonner";
import { AcceptTermsStep } from "@/components/AcceptTermsStep";
import { AuthUiProvider, type LinkProps } from "@/components/auth/AuthUi";
import { ChallengeDialog } from "@/components/auth/ChallengeDialog";
import { ReauthenticateDialog } from "@/components/auth/ReauthenticateDialog";
import { Toaster } from "@/components/ui/sonner";
import { Dock } from "@/demo/dock/Dock";
import { useDock, useIsWide } from "@/demo/dock/dock";
import { Gate } from "@/demo/Gate";
import { Header } from "@/demo/Header";
import { DemoHint } from "@/demo/mailbox/DemoHint";
import { useMailboxThatOpens } from "@/demo/mailbox/mailbox";
import { useAppliedTheme, useTheme } from "@/demo/theme";
import { cn } from "@/lib/utils";

/** The frame of every page. */
export function Shell() {
  const router = useRouter();
  const ui = useMemo(
    () => ({
      Link: RouterLink,
      navigate: (href: string, { replace = false }: { replace?: boolean } = {}) =>
        replace ? router.history.replace(href) : router.history.push(href),
      // By its text: a page that React renders twice in development reports it once.
      notify: (text: string) => void toast.success(text, { id: text }),
      Hint: DemoHint,
      steps: { accept_terms: AcceptTermsStep },
    }),
    [router],
  );
  return (
    <AuthUiProvider {...ui}>
      <Frame />
    </AuthUiProvider>
  );
}

function Frame() {
  const isDocked = useDock().panel !== null;
  const isWide = useIsWide();
  const [theme] = useTheme();
  useAppliedTheme();
  useMailboxThatOpens();
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-primary px-4 py-2 font-medium text-primary-foreground focus:translate-y-0"
      >
        Skip to content
      </a>
      <Header />
      <div className={cn("flex min-h-[calc(100dvh-3.5rem)] flex-col", isDocked && isWide ? "mr-[25rem]" : undefined)}>
        <main id="content" tabIndex={-1} className="w-full flex-1 px-4 py-8 sm:px-6 sm:py-12">
          <Gate />
        </main>
        <footer className="px-6 py-6 text-center text-xs text-muted-foreground">
          The sample app of Latchkey. Everything runs on your machine; no email leaves it.
        </footer>
      </div>
      <Dock />
      <ReauthenticateDialog />
      <ChallengeDialog />
      <Toaster
        theme={theme}
        position={isWide ? "bottom-center" : "top-center"}
        offset={{ bottom: 24 }}
        mobileOffset={{ top: 68 }}
      />
    </>
  );
}

/** A link within the app, for the forms, which do not depend on the router. */
function RouterLink({ href, onClick, ...rest }: LinkProps) {
  const { history } = useRouter();
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        // With a modifier key it opens as any link does.
        const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
        if (!isPlain || event.defaultPrevented) return;
        event.preventDefault();
        history.push(href);
      }}
    />
  );
}
