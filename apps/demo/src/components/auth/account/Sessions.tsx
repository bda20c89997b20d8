import type { SessionListEntry } from "@latchkey/server/types";
import { MonitorIcon, SmartphoneIcon } from "lucide-react";
import { ConfirmButton } from "@/components/auth/parts/ConfirmButton";
import { describeApp, describeBrowser, describePlace } from "@/components/auth/parts/describeClient";
import { Moment } from "@/components/auth/parts/Moment";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { AccountPage, Row, Rows, Section } from "@/components/auth/parts/Section";
import { Badge } from "@/components/ui/badge";
import { useSessions } from "@/lib/auth";

export function Sessions() {
  const { sessions, revoke, revokeOthers, error, loadError, actions } = useSessions();
  const others = sessions?.filter(({ isCurrent }) => !isCurrent) ?? [];
  return (
    <AccountPage title="Sessions" lead="Everywhere you are logged in. End any session you do not recognise.">
      <ProblemNotice error={error ?? loadError} />
      <Section
        title="Active sessions"
        footer={
          others.length === 0 ? undefined : (
            <ConfirmButton
              title="End all other sessions?"
              text="You will stay logged in here, but will have to log in again everywhere else."
              confirm="End other sessions"
              isPending={actions.revokeOthers.isPending}
              onConfirm={() => void revokeOthers()}
            >
              End all other sessions
            </ConfirmButton>
          )
        }
      >
        <Rows label="Your sessions">
          {sessions?.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isPending={actions.revoke.isPending}
              onEnd={() => void revoke([session.id])}
            />
          ))}
        </Rows>
      </Section>
    </AccountPage>
  );
}

interface SessionRowProps {
  session: SessionListEntry;
  isPending: boolean;
  onEnd(): unknown;
}

function SessionRow({ session, isPending, onEnd }: SessionRowProps) {
  const { device, isCurrent, ip, createdAt, lastSeenAt } = session;
  const name = session.client === "app" ? describeApp(device) : describeBrowser(session);
  const isHandheld = device.kind === "mobile" || device.kind === "tablet";
  return (
    <Row
      icon={isHandheld ? <SmartphoneIcon aria-hidden="true" /> : <MonitorIcon aria-hidden="true" />}
      title={name}
      badges={isCurrent ? <Badge>This session</Badge> : undefined}
      text={
        <>
          {describePlace(ip)} · since <Moment at={createdAt} />
          {lastSeenAt === undefined ? null : (
            <>
              {" "}
              · last seen <Moment at={lastSeenAt} />
            </>
          )}
        </>
      }
      actions={
        isCurrent ? undefined : (
          <ConfirmButton
            label={`End session: ${name}`}
            title="End this session?"
            text={`${name} will be logged out.`}
            confirm="End session"
            isPending={isPending}
            onConfirm={onEnd}
          >
            End session
          </ConfirmButton>
        )
      }
    />
  );
}
