import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ask } from "@/demo/ask";
import { showDock } from "@/demo/dock/dock";
import { createStore, useStore } from "@/demo/store";
import type { OutboxEntry } from "../../../server/outbox.ts";

const URL_OF_MAILBOX = "/dev/mail.json";
const QUERY_KEY = ["demo", "mailbox"];
const LOOK_EVERY = 1_500;
const SEEN = "demo.mail.seen";
const OPENS = "demo.mail.opens";

const seen = createStore(Number(localStorage.getItem(SEEN) ?? 0));
const opens = createStore(localStorage.getItem(OPENS) !== "no");

/** The demo's messages, newest first, fetched from time to time. */
export function useMailbox() {
  return useQuery({
    queryKey: QUERY_KEY,
    refetchInterval: LOOK_EVERY,
    queryFn: () => ask<OutboxEntry[]>(URL_OF_MAILBOX),
  });
}

export function useClearMailbox() {
  const queryClient = useQueryClient();
  return async () => {
    await ask(URL_OF_MAILBOX, "DELETE");
    queryClient.setQueryData(QUERY_KEY, []);
  };
}

/** How many messages arrived since the mailbox was last opened. */
export function useUnreadCount(): number {
  const { data = [] } = useMailbox();
  const last = useStore(seen);
  return data.filter(({ at }) => Date.parse(at) > last).length;
}

/** Records that the newest message has been shown. */
export function useMarkSeen(): void {
  const { data } = useMailbox();
  const newest = Date.parse(data?.[0]?.at ?? "");
  useEffect(() => {
    if (Number.isNaN(newest) || newest <= seen.read()) return;
    localStorage.setItem(SEEN, String(newest));
    seen.write(newest);
  }, [newest]);
}

/** Whether the mailbox opens by itself when a message arrives. */
export function useOpensByItself(): [boolean, (isOn: boolean) => void] {
  return [
    useStore(opens),
    (isOn) => {
      localStorage.setItem(OPENS, isOn ? "yes" : "no");
      opens.write(isOn);
    },
  ];
}

/** Opens the mailbox when a message arrives after the page was loaded. */
export function useMailboxThatOpens(): void {
  const { data } = useMailbox();
  const known = useRef<number | null>(null);
  const newest = data === undefined ? null : (data[0]?.id ?? 0);
  useEffect(() => {
    if (newest === null) return;
    if (known.current !== null && newest > known.current && opens.read()) showDock("mailbox");
    known.current = newest;
  }, [newest]);
}

/** Fills a code into the field of the page that waits for one. @returns whether there was one */
export function fillCode(code: string): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[autocomplete=one-time-code]");
  if (field === null) return false;
  field.focus();
  // As if it were typed: React follows the element's own setter.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, code.replaceAll("-", ""));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}
