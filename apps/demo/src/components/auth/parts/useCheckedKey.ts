import { useEffect, useEffectEvent, useState } from "react";

/** What the server knows of a key, once it has answered; `problem` in its place when the key is of no use. */
export function useCheckedKey<Info>(key: string, checkKey: (key: string) => Promise<Info>) {
  const [info, setInfo] = useState<Info | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  // A check uses nothing up, so that it does no harm to run twice.
  const check = useEffectEvent(() => checkKey(key).then(setInfo, setProblem));
  useEffect(() => void check(), []);
  return { info, problem, setProblem };
}
