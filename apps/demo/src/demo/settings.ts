import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "@/demo/ask";
import { useTRPC } from "@/lib/trpc";
import type { DemoSettings } from "../../server/settings.ts";

const SETTINGS = { url: "/dev/options", key: ["demo", "settings"] };
const CLOCK = { url: "/dev/clock", key: ["demo", "clock"] };

export function useDemoSettings() {
  return useQuery({ queryKey: SETTINGS.key, queryFn: () => ask<DemoSettings>(SETTINGS.url) });
}

/** Changes the settings; its error is the message of `createAuth` when they contradict each other. */
export function useChangeSettings() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (settings: DemoSettings) => ask<DemoSettings>(SETTINGS.url, "POST", settings),
    // The server's forms may be different now, so everything that was read before is out of date.
    onSuccess: () => queryClient.invalidateQueries(),
  });
}

/** How far the server's clock is ahead, in seconds. */
export function useClockAhead(): number {
  const { data } = useQuery({
    queryKey: CLOCK.key,
    queryFn: () => ask<{ ahead: number }>(CLOCK.url),
    refetchInterval: 15_000,
  });
  return data?.ahead ?? 0;
}

/** Advances the server's clock by some seconds, or returns it to the system's time. */
export function useTurnClock() {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  return useMutation({
    async mutationFn(seconds: number | "reset") {
      // A recent login was kept: its end, seconds later, does not mean that the browser lost the cookie.
      await queryClient.refetchQueries(trpc.auth.session.get.queryFilter());
      return seconds === "reset" ? ask(CLOCK.url, "DELETE") : ask(CLOCK.url, "POST", { advance: seconds });
    },
    onSuccess: () => queryClient.invalidateQueries(),
  });
}

/** Seconds in words: "6 minutes", "15 days". */
export function durationOf(seconds: number): string {
  const [amount, unit] =
    seconds < 120
      ? [seconds, "second"]
      : seconds < 7_200
        ? [seconds / 60, "minute"]
        : seconds < 172_800
          ? [seconds / 3_600, "hour"]
          : [seconds / 86_400, "day"];
  const rounded = Math.round(Number(amount));
  return `${rounded} ${unit}${rounded === 1 ? "" : "s"}`;
}
