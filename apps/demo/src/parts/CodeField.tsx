import { useAuth } from "../trpc.ts";
import { TextField } from "./TextField.tsx";

/** A code that was mailed or came by text message; phones offer to fill it in. */
export function CodeField({ name }: { name: string }) {
  const { config } = useAuth();
  const code = config?.account.code;
  const isDigits = code?.kind === "digits";
  return (
    <TextField
      name={name}
      required
      label="Code"
      className="code-input"
      inputMode={isDigits ? "numeric" : "text"}
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      hint={isDigits ? `${code?.length} digits.` : `${code?.length ?? 8} letters; case and dashes do not matter.`}
    />
  );
}
