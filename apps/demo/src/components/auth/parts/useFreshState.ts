import { useEffect } from "react";
import { useAuth } from "@/lib/auth";

const INTERVAL = 4_000;

/**
 * Checks from time to time whether the pending step was answered elsewhere, for example by a link opened on a phone.
 */
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
