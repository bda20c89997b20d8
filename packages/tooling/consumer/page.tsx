import { Window } from "happy-dom";
import { type ReactNode, StrictMode } from "react";
import type { Fetch } from "./hooks.js";
import { ORIGIN } from "./server.js";

/** Creates a page for React DOM to render on, with only the parts that it and the hooks use. */
export function openPage(): void {
  const window = new Window({ url: ORIGIN });
  // From version 21 on, Node has a navigator of its own, which cannot be assigned to.
  for (const name of ["window", "document", "navigator"] as const)
    Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}

/** Renders on the page, in StrictMode. React DOM looks for the page when it is loaded. */
export async function draw(children: ReactNode): Promise<() => void> {
  const { createRoot } = await import("react-dom/client");
  const element = document.createElement("div");
  document.body.append(element);
  const root = createRoot(element);
  root.render(<StrictMode>{children}</StrictMode>);
  return () => root.unmount();
}

/** Fetches like a browser on our page: with its cookies and its origin. */
export function browserFetch(): Fetch {
  const cookies = new Map<string, string>();
  return async (url, { method = "GET", headers, body } = {}) => {
    const sent = new Headers({ origin: ORIGIN });
    for (const [name, value] of Object.entries({ ...(headers ?? {}) })) sent.set(name, String(value));
    sent.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(String(url), { method, headers: sent, body: typeof body === "string" ? body : null });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
}
