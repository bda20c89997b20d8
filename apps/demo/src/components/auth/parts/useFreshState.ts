import { useEffect } from "react";
import { useAuth } from "@/lib/auth";

const INTERVAL = 4_000;

/** Asks now and then whether what waits here was answered elsewhere, as when a link is opened on a phone. */
export function useFreshState(isOn: boolean): void {
  const { refresh } = useAuth();
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => {
      if (!document.hidden) void refresh();
    }, INTERVAL);
    return () => clearInterval(timer);
  }, [isOn, refresh]);
}
