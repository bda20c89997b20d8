import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { OutboxEntry } from "../server/outbox.ts";

const URL_OF_MAILBOX = "/dev/mail.json";
const QUERY_KEY = ["demo", "mailbox"];
const LOOK_EVERY = 2_000;
const SEEN = "demo.mail.seen";
const seenListeners = new Set<() => void>();

/** The demo's messages, newest first, looked for every two seconds. */
export function useMailbox() {
  return useQuery({
    queryKey: QUERY_KEY,
    refetchInterval: LOOK_EVERY,
    queryFn: async ({ signal }) => {
      const response = await fetch(URL_OF_MAILBOX, { signal });
      // The demo's own server wrote it.
      return (await response.json()) as OutboxEntry[];
    },
  });
}

export function useClearMailbox() {
  const queryClient = useQueryClient();
  return async () => {
    await fetch(URL_OF_MAILBOX, { method: "DELETE" });
    queryClient.setQueryData(QUERY_KEY, []);
  };
}

/** How many messages came since the mailbox was last looked into. */
export function useUnreadCount(): number {
  const { data = [] } = useMailbox();
  const seen = useSyncExternalStore(subscribe, readSeen);
  return data.filter(({ at }) => at > seen).length;
}

/** Notes that the newest message has been shown. @param at ISO 8601 */
export function useMarkSeen(at: string | undefined): void {
  useEffect(() => {
    if (at === undefined || at <= readSeen()) return;
    localStorage.setItem(SEEN, at);
    for (const listener of seenListeners) listener();
  }, [at]);
}

function readSeen(): string {
  return localStorage.getItem(SEEN) ?? "";
}

function subscribe(listener: () => void): () => void {
  seenListeners.add(listener);
  return () => seenListeners.delete(listener);
}
