import { useEffect, useState } from "react";

/**
 * The key in a mailed link after `#key=`; null without one. It is removed from the address bar, because it must not
 * stay where the history, a screenshot or an extension would find it.
 */
export function useUrlKey(): string | null {
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
  return key;
}

function readKey(): string | null {
  return typeof location === "undefined" ? null : new URLSearchParams(location.hash.slice(1)).get("key");
}
