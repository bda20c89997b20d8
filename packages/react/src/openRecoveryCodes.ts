import type { AuthState, Flow, RecoveryCodes } from "@latchkey/server/types";
import type { Caller } from "./binding.ts";
import type { WaitingCall } from "./waitingCalls.ts";

interface Waiting {
  state: AuthState | undefined;
  addWaitingCall(call: WaitingCall): void;
}

/** Reads the codes without any cache; requires reauthentication when the server withholds them. */
export async function openRecoveryCodes(caller: Caller, { state, addWaitingCall }: Waiting): Promise<RecoveryCodes> {
  const read = () => caller.fetch("mfa.recoveryCodes.get");
  const found = await read();
  if (found.codes !== null) return found;
  const factors = await caller.fetch("mfa.authenticators");
  const hasPassword = state?.status === "authenticated" && state.user.hasUsablePassword;
  const flows: Flow[] = [
    ...(hasPassword ? [{ id: "reauthenticate", isPending: false } as const] : []),
    { id: "mfa_reauthenticate", isPending: false, types: factors.map(({ type }) => type) },
  ];
  await new Promise<void>((resolve, reject) => {
    const error = new Error("Confirm that it is you.");
    addWaitingCall({ flows, error, retry: resolve, reject: () => reject(error) });
  });
  return read();
}
