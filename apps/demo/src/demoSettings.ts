import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { DemoSettings } from "../server/settings.ts";
import { trpc } from "./trpc.ts";

const URL_OF_SETTINGS = "/dev/options";
const QUERY_KEY = ["demo", "settings"];

export function useDemoSettings() {
  return useQuery({ queryKey: QUERY_KEY, queryFn: () => ask<DemoSettings>(URL_OF_SETTINGS) });
}

/** @returns changes the settings; throws what `createAuth` says when they contradict each other */
export function useChangeSettings() {
  const queryClient = useQueryClient();
  return async (settings: DemoSettings) => {
    await ask<DemoSettings>(URL_OF_SETTINGS, settings);
    // The server's forms may look different now, so that nothing that was read before still holds.
    await queryClient.invalidateQueries();
  };
}

/** Turns the server's clock forward. */
export function useAdvanceClock() {
  const queryClient = useQueryClient();
  const { get } = trpc.useUtils().auth.session;
  return async (seconds: number) => {
    // A login of a moment ago was kept: its end, seconds later, is no cookie that the browser lost.
    await get.refetch();
    await ask("/dev/clock", { advance: seconds });
    await queryClient.invalidateQueries();
  };
}

async function ask<Answer>(url: string, body?: unknown): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  // The demo's own server wrote it: the settings, or why not.
  if (!response.ok) throw new Error((answer as { message: string }).message);
  return answer as Answer;
}
