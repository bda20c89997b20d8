import { useEffect, useState } from "react";
import { useIsHydrated } from "@/components/auth/parts/useIsHydrated";

/**
 * The key in a mailed link after `#key=`; null without one, undefined while a server renders the page. It is removed from
 * the address bar, because it must not stay where the history, a screenshot or an extension would find it.
 */
export function useUrlKey(): string | null | undefined {
  const isHydrated = useIsHydrated();
  const [key, setKey] = useState(readKey);
  useEffect(() => {
    const take = () => {
      const found = readKey();
      if (found === null) return;
      setKey(found);
      history.replaceState(history.state, "", location.pathname + location.search);
    };
    take();
    addEventListener("hashchange", take);
    return () => removeEventListener("hashchange", take);
  }, []);
  return isHydrated ? key : undefined;
}

function readKey(): string | null {
  return typeof location === "undefined" ? null : new URLSearchParams(location.hash.slice(1)).get("key");
}
