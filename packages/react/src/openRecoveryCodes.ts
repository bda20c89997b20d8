import type { Flow, RecoveryCodes } from "@latchkey/server/types";
import type { Caller } from "./binding.ts";

interface Waiting {
  hasPassword: boolean;
  /** Waits until somebody has confirmed that it is still them. */
  untilReauthenticated(flows: Flow[]): Promise<void>;
}

/** Reads the codes past every cache; asks for reauthentication when the server keeps them back. */
export async function openRecoveryCodes(
  caller: Caller,
  { hasPassword, untilReauthenticated }: Waiting,
): Promise<RecoveryCodes> {
  const read = () => caller.fetch("mfa.recoveryCodes.get");
  const found = await read();
  if (found.codes !== null) return found;
  const factors = await caller.fetch("mfa.authenticators");
  const flows: Flow[] = [
    ...(hasPassword ? [{ id: "reauthenticate", isPending: false } as const] : []),
    { id: "mfa_reauthenticate", isPending: false, types: factors.map(({ type }) => type) },
  ];
  await untilReauthenticated(flows);
  return read();
}
