import type { Connection } from "@latchkey/server/types";
import { Button } from "../../parts/Button.tsx";
import { Page } from "../../parts/Page.tsx";
import { ProblemList } from "../../parts/ProblemList.tsx";
import { useConnections, useProviders } from "../../trpc.ts";

/** Accounts elsewhere with which the user logs in. */
export function Connections() {
  const { connections, disconnect, isPending, error, loadError } = useConnections();
  const { providers = [], redirect, ...leaving } = useProviders();
  const nameOf = ({ provider }: Connection) => providers.find(({ id }) => id === provider)?.name ?? provider;
  return (
    <Page title="Connections" lead="Accounts with other providers that you can log in with.">
      <ProblemList error={error ?? loadError ?? leaving.error} />
      {connections?.length === 0 ? <p className="empty">No connections yet.</p> : null}
      <ul className="rows" aria-label="Your connections">
        {connections?.map((connection) => (
          <li className="row" key={`${connection.provider} ${connection.uid}`}>
            <div className="row-main">
              <span className="row-title">{connection.display}</span>
              <span className="tag">{nameOf(connection)}</span>
            </div>
            <Button
              look="danger"
              isPending={isPending}
              aria-label={`Disconnect ${connection.display}`}
              onClick={() => void disconnect(connection).catch(() => {})}
            >
              Disconnect
            </Button>
          </li>
        ))}
      </ul>
      <div className="form-actions">
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            isPending={leaving.isPending}
            onClick={() =>
              void redirect(id, { process: "connect", callbackUrl: "/account/connections" }).catch(() => {})
            }
          >
            Connect {name}
          </Button>
        ))}
      </div>
    </Page>
  );
}
