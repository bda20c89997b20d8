import type { RecoveryCodes } from "@latchkey/server/types";
import type { Caller } from "./binding.ts";
import type { WaitingCall } from "./waitingCalls.ts";

/** Reads the codes without any cache; requires reauthentication when the server withholds them. */
export async function openRecoveryCodes(
  caller: Caller,
  addWaitingCall: (call: WaitingCall) => void,
): Promise<RecoveryCodes> {
  const read = () => caller.fetch("mfa.recoveryCodes.get");
  const found = await read();
  if (found.codes !== null || found.isShownOnce) return found;
  const { flows = [] } = found;
  await new Promise<void>((resolve, reject) => {
    const error = new Error("Confirm that it is you.");
    addWaitingCall({ flows, error, retry: resolve, reject: () => reject(error) });
  });
  return read();
}
