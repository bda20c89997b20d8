import type { ComponentType } from "react";
import { FlowScreen } from "../../flow/FlowScreen.tsx";
import { usePlace } from "../../navigation.ts";
import { Link } from "../../parts/Link.tsx";
import { useFlow } from "../../trpc.ts";
import { NotFound } from "../NotFound.tsx";
import { Connections } from "./Connections.tsx";
import { Delete } from "./Delete.tsx";
import { Emails } from "./Emails.tsx";
import { Password } from "./Password.tsx";
import { Phone } from "./Phone.tsx";
import { Profile } from "./Profile.tsx";
import { Sessions } from "./Sessions.tsx";
import { Security } from "./security/Security.tsx";

const pages: readonly { path: string; label: string; Content: ComponentType }[] = [
  { path: "/account", label: "Profile", Content: Profile },
  { path: "/account/emails", label: "Email addresses", Content: Emails },
  { path: "/account/phone", label: "Phone", Content: Phone },
  { path: "/account/password", label: "Password", Content: Password },
  { path: "/account/security", label: "Security", Content: Security },
  { path: "/account/connections", label: "Connections", Content: Connections },
  { path: "/account/sessions", label: "Sessions", Content: Sessions },
  { path: "/account/delete", label: "Delete", Content: Delete },
];

/** The account's pages; a change of address or number that waits for its code comes first. */
export function AccountScreen() {
  const { path } = usePlace();
  const flow = useFlow();
  const asked = path === "/account/profile" ? "/account" : path;
  const page = pages.find((one) => one.path === asked);
  if (page === undefined) return <NotFound />;
  const isWaiting = flow !== null && flow.id !== "reauthenticate";
  return (
    <div className="account">
      <nav aria-label="Account" className="account-nav">
        <ul>
          {pages.map(({ path: to, label }) => (
            <li key={to}>
              <Link to={to} aria-current={to === page.path ? "page" : undefined}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {isWaiting ? <FlowScreen key={flow.id} /> : <page.Content key={page.path} />}
    </div>
  );
}
