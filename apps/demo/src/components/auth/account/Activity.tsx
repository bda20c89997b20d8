import type { ActivityEntry } from "@latchkey/server/types";
import { HistoryIcon, ShieldAlertIcon } from "lucide-react";
import { ACTIVITY_TEXTS, isAlarming } from "@/components/auth/parts/activityTexts";
import { describeApp, describeBrowser, describePlace } from "@/components/auth/parts/describeClient";
import { Moment } from "@/components/auth/parts/Moment";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { AccountPage, Empty, Row, Rows, Section } from "@/components/auth/parts/Section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useActivity, useAuth } from "@/lib/auth";

export function Activity() {
  const { config } = useAuth();
  const isOn = config?.account.activity !== false;
  return (
    <AccountPage
      title="Recent activity"
      lead="What happened in your account. If you do not recognise something, change your password and end all other sessions."
    >
      {isOn ? <ActivityList /> : <Empty>This app does not record activity.</Empty>}
    </AccountPage>
  );
}

function ActivityList() {
  const { activity, loadError, isLoading, reload } = useActivity();
  return (
    <>
      <ProblemNotice error={loadError} />
      <Section
        title="Latest events"
        aside={
          <Button variant="outline" size="sm" disabled={isLoading} onClick={() => void reload()}>
            Reload
          </Button>
        }
      >
        {activity?.length === 0 ? <Empty>Nothing yet.</Empty> : null}
        <Rows label="Recent activity">
          {activity?.map((entry) => (
            <ActivityRow key={entry.id} entry={entry} />
          ))}
        </Rows>
      </Section>
    </>
  );
}

function ActivityRow({ entry }: { entry: ActivityEntry }) {
  const { type, at, isCurrent, isByActor } = entry;
  return (
    <Row
      icon={isAlarming(type) ? <ShieldAlertIcon aria-hidden="true" /> : <HistoryIcon aria-hidden="true" />}
      title={ACTIVITY_TEXTS[type]}
      badges={
        <>
          {isCurrent ? <Badge>This session</Badge> : null}
          {isByActor ? <Badge variant="outline">By staff</Badge> : null}
        </>
      }
      text={
        <>
          <Moment at={at} />
          {originOf(entry)}
        </>
      }
    />
  );
}

/** Where it came from; nothing for what the app did itself. */
function originOf({ client, userAgent, device, ip }: ActivityEntry): string {
  if (client === null || device === null) return "";
  const what = client === "app" ? describeApp(device) : describeBrowser({ device, userAgent: userAgent ?? "" });
  return ` · ${what} · ${describePlace(ip)}`;
}
