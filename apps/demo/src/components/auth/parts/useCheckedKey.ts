import { useEffect, useEffectEvent, useState } from "react";

/** The server's information about a key, once it has responded; `problem` instead if the key is not valid. */
export function useCheckedKey<Info>(key: string, checkKey: (key: string) => Promise<Info>) {
  const [info, setInfo] = useState<Info | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  // A check uses nothing up, so running it twice is harmless.
  const check = useEffectEvent(() => checkKey(key).then(setInfo, setProblem));
  useEffect(() => void check(), []);
  return { info, problem, setProblem };
}
