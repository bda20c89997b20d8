import { Button } from "../../../parts/Button.tsx";
import { Moment } from "../../../parts/Moment.tsx";
import { ProblemList } from "../../../parts/ProblemList.tsx";
import { useMfa } from "../../../trpc.ts";
import { describeBrowser } from "../describeBrowser.ts";

export function TrustedBrowsers() {
  const { trustedBrowsers, isPending, error } = useMfa();
  const { items = [], revoke } = trustedBrowsers;
  return (
    <section className="card" aria-labelledby="trusted-title">
      <h2 id="trusted-title">Trusted browsers</h2>
      <p>
        {items.length === 0
          ? "No browser is trusted. Each one asks for your second factor."
          : "These browsers do not ask for your second factor."}
      </p>
      <ProblemList error={error} />
      <ul className="rows" aria-label="Trusted browsers">
        {items.map(({ id, userAgent, ip, expiresAt, isCurrent }) => (
          <li className="row" key={id}>
            <div className="row-main">
              <span className="row-title">{describeBrowser(userAgent)}</span>
              {isCurrent ? <span className="tag tag-strong">This browser</span> : null}
              <p className="hint">
                {ip ?? "unknown IP address"} · until <Moment at={expiresAt} />
              </p>
            </div>
            <Button
              isPending={isPending}
              aria-label={`Stop trusting ${describeBrowser(userAgent)}`}
              onClick={() => void revoke([id]).catch(() => {})}
            >
              Stop trusting
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
