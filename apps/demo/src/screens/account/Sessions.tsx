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
    <Page title="Sessions" lead="Wherever you are logged in. End what you do not know.">
      <ProblemList error={error ?? loadError} />
      <ul className="rows" aria-label="Your sessions">
        {sessions?.map((session) => (
          <SessionRow
            key={session.id}
            {...{ session, isPending }}
            onEnd={() => void revoke([session.id]).catch(() => {})}
          />
        ))}
      </ul>
      {others.length === 0 ? null : (
        <Button look="danger" {...{ isPending }} onClick={() => void revokeOthers().catch(() => {})}>
          End all others
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
        {session.isCurrent ? <span className="tag tag-strong">This one</span> : null}
        <p className="hint">
          {session.ip ?? "unknown address"} · since <Moment at={session.createdAt} />
          {session.lastSeenAt === undefined ? null : (
            <>
              {" "}
              · last seen <Moment at={session.lastSeenAt} />
            </>
          )}
        </p>
      </div>
      {session.isCurrent ? null : (
        <Button {...{ isPending }} aria-label={`End the session of ${name}`} onClick={onEnd}>
          End
        </Button>
      )}
    </li>
  );
}
