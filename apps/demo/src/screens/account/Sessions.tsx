import type { SessionListEntry } from "@latchkey/server/types";
import { Button } from "../../parts/Button.tsx";
import { Moment } from "../../parts/Moment.tsx";
import { Page } from "../../parts/Page.tsx";
import { ProblemList } from "../../parts/ProblemList.tsx";
import { useSessions } from "../../trpc.ts";
import { describeBrowser } from "./describeBrowser.ts";

export function Sessions() {
  const { sessions, revoke, revokeOthers, isPending, error, loadError } = useSessions();
  const others = sessions?.filter(({ isCurrent }) => !isCurrent) ?? [];
  return (
    <Page title="Sessions" lead="Everywhere you are logged in. End any session you do not recognise.">
      <ProblemList error={error ?? loadError} />
      <ul className="rows" aria-label="Your sessions">
        {sessions?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isPending={isPending}
            onEnd={() => void revoke([session.id]).catch(() => {})}
          />
        ))}
      </ul>
      {others.length === 0 ? null : (
        <Button look="danger" isPending={isPending} onClick={() => void revokeOthers().catch(() => {})}>
          End all other sessions
        </Button>
      )}
    </Page>
  );
}

interface SessionRowProps {
  session: SessionListEntry;
  isPending: boolean;
  onEnd(): void;
}

function SessionRow({ session, isPending, onEnd }: SessionRowProps) {
  const name = session.client === "app" ? "App" : describeBrowser(session.userAgent);
  return (
    <li className="row">
      <div className="row-main">
        <span className="row-title">{name}</span>
        {session.isCurrent ? <span className="tag tag-strong">This session</span> : null}
        <p className="hint">
          {session.ip ?? "unknown IP address"} · since <Moment at={session.createdAt} />
          {session.lastSeenAt === undefined ? null : (
            <>
              {" "}
              · last seen <Moment at={session.lastSeenAt} />
            </>
          )}
        </p>
      </div>
      {session.isCurrent ? null : (
        <Button isPending={isPending} aria-label={`End session: ${name}`} onClick={onEnd}>
          End session
        </Button>
      )}
    </li>
  );
}
