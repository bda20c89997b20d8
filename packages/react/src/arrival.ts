import type { SocialCallback } from "@latchkey/server/types";
import type { Caller } from "./binding.ts";

/** Journeys that have ended or are ending, by state: React runs effects twice, and the second run gets the first one's answer. */
const arrivals = new Map<string, Promise<SocialCallback>>();

/** Finishes a journey to a provider, once. */
export function arrive(
  caller: Caller,
  { url, provider }: { url: string; provider: string | undefined },
): Promise<SocialCallback> {
  const { pathname, search, hash } = new URL(url);
  const answer = Object.fromEntries([...new URLSearchParams(search), ...new URLSearchParams(hash.slice(1))]);
  const named = provider ?? answer["provider"] ?? decodeURIComponent(pathname.split("/").at(-1) ?? "");
  const key = answer["state"] ?? (typeof history === "undefined" ? "" : readState());
  const known = arrivals.get(key);
  if (known !== undefined) return known;
  // The server's router answers this procedure so.
  const arrival = caller.mutate("social.callback", { ...answer, provider: named }) as Promise<SocialCallback>;
  arrivals.set(key, arrival);
  forgetAnswer(url, key);
  return arrival;
}

/** A code must not stay where the history, a screenshot or an extension would find it; the page may still ask again. */
function forgetAnswer(url: string, state: string): void {
  if (typeof history === "undefined" || url !== location.href) return;
  history.replaceState({ ...history.state, latchkey: state }, "", location.pathname);
}

function readState(): string {
  const state: unknown = history.state;
  const kept: unknown = typeof state === "object" && state !== null ? Reflect.get(state, "latchkey") : null;
  return typeof kept === "string" ? kept : "";
}
