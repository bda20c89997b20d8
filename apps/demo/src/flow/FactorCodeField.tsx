import { TextField } from "../parts/TextField.tsx";

/** A code of the authenticator app, or a recovery code: the server tells which it is. */
export function FactorCodeField({ types }: { types: readonly string[] }) {
  const [hasApp, hasRecovery] = [types.includes("totp"), types.includes("recovery_codes")];
  return (
    <TextField
      required
      label={hasApp ? "Code" : "Recovery code"}
      name="code"
      className="code-input"
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      hint={
        hasApp
          ? `From your authenticator app${hasRecovery ? ", or one of your recovery codes" : ""}.`
          : "One of the recovery codes you saved."
      }
    />
  );
}
