import type { Message } from "../servers/server.ts";
import type { Answer, ClientKind } from "./client.ts";
import { type Names, normalise } from "./normalise.ts";

/** One thing that a server did, as values by their paths. */
export interface Step {
  name: string;
  values: Map<string, string>;
}

/** What a server did in a scenario, without what is different by nature: ids, secrets, words. */
export interface Trace {
  readonly steps: Step[];
  answer(name: string, answer: Answer, kind: ClientKind): void;
  page(name: string, answer: Answer): void;
  message(message: Message): void;
  note(name: string, value: unknown): void;
  /** Shows an id as this from now on. */
  name(id: string, name: string): void;
  /** Shows a part of texts as this: what only keeps scenarios apart. */
  alias(text: string, shown: string): void;
  /** All messages as the last step. */
  end(): void;
}

const MESSAGES = "messages";

/** @param start seconds since 1970 */
export function createTrace(start: number): Trace {
  const steps: Step[] = [];
  const messages: string[] = [];
  const names: Names = { ids: new Map(), start };
  const aliases = new Map<string, string>();
  const shown = (text: string) => [...aliases].reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const add = (name: string, values: Map<string, string>) => {
    const entries = [...values].map(([path, value]): [string, string] => [shown(path), shown(value)]);
    steps.push({ name: name === MESSAGES ? name : `${steps.length + 1} ${name}`, values: new Map(entries) });
  };
  return {
    steps,
    name: (id, name) => void names.ids.set(id, name),
    alias: (text, name) => void aliases.set(text, name),
    answer(name, answer, kind) {
      add(name.replace(/[0-9a-f-]{36}/, "<id>"), new Map([...headersOf(answer, kind), ...normalise(answer, names)]));
    },
    page(name, answer) {
      add(
        name,
        new Map([
          ["status", String(answer.status)],
          ["location", placeOf(answer.headers.get("location"))],
        ]),
      );
    },
    message: ({ template, to }) => void messages.push(`${template} to ${to}`),
    note: (name, value) => add(name, new Map([["value", JSON.stringify(value) ?? "undefined"]])),
    end() {
      const counted = new Map<string, string>();
      for (const message of messages) counted.set(message, String(Number(counted.get(message) ?? 0) + 1));
      add(MESSAGES, counted);
    },
  };
}

function headersOf({ headers, body }: Answer, kind: ClientKind): [string, string][] {
  const cache = headers.get("cache-control") ?? "";
  return [
    ["header content-type", headers.get("content-type")?.split(";")[0] ?? "none"],
    ["header cache-control", body === null ? "" : /no-store/.test(cache) ? "no-store" : cache],
    ...(kind === "app" ? [["header set-cookie", String(headers.getSetCookie().length > 0)] as [string, string]] : []),
  ];
}

/** Where a redirect leads, without what is secret or by nature different. */
function placeOf(location: string | null): string {
  if (location === null) return "none";
  const url = new URL(location, "http://localhost:5173");
  const query = [...url.searchParams]
    .filter(([name]) => name === "error" || name === "error_process" || name === "scope" || name === "client_id")
    .map(([name, value]) => `${name}=${name === "scope" ? value.split(" ").sort().join(" ") : value}`)
    .sort();
  return `${url.host.replace(/:\d+$/, "")}${url.pathname}?${query.join("&")}`;
}
