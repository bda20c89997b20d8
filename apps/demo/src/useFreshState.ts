import { useEffect } from "react";
import { trpc } from "./trpc.ts";

const INTERVAL = 4_000;

/** Asks now and then whether what waits here was answered elsewhere, as when a link is opened on a phone. */
export function useFreshState(isOn: boolean): void {
  const { get } = trpc.useUtils().auth.session;
  const { invalidate } = get;
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => {
      if (!document.hidden) void invalidate();
    }, INTERVAL);
    return () => clearInterval(timer);
  }, [isOn, invalidate]);
}
