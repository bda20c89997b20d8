import { MonitorCheckIcon } from "lucide-react";
import { ConfirmButton } from "@/components/auth/parts/ConfirmButton";
import { describeBrowser, describePlace } from "@/components/auth/parts/describeClient";
import { Moment } from "@/components/auth/parts/Moment";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { Row, Rows, Section } from "@/components/auth/parts/Section";
import { Badge } from "@/components/ui/badge";
import { useMfa } from "@/lib/auth";

export function TrustedBrowsers() {
  const { authenticators = [], trustedBrowsers, isPending, error } = useMfa();
  const { items = [], revoke } = trustedBrowsers;
  // Without a second factor, no login asks for one.
  if (items.length === 0 && authenticators.length === 0) return null;
  return (
    <Section
      title="Trusted browsers"
      text={
        items.length === 0
          ? "You have no trusted browsers. Every login asks for your second factor."
          : "These browsers do not ask for your second factor."
      }
    >
      <ProblemNotice error={error} />
      <Rows label="Trusted browsers">
        {items.map(({ id, ip, expiresAt, isCurrent, ...browser }) => (
          <Row
            key={id}
            icon={<MonitorCheckIcon aria-hidden="true" />}
            title={describeBrowser(browser)}
            badges={isCurrent ? <Badge>This browser</Badge> : undefined}
            text={
              <>
                {describePlace(ip)} · until <Moment at={expiresAt} />
              </>
            }
            actions={
              <ConfirmButton
                label={`Stop trusting ${describeBrowser(browser)}`}
                title="Stop trusting this browser?"
                text="The next login in it will ask for your second factor."
                confirm="Stop trusting it"
                isPending={isPending}
                onConfirm={() => void revoke([id])}
              >
                Stop trusting
              </ConfirmButton>
            }
          />
        ))}
      </Rows>
    </Section>
  );
}
