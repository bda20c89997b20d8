import type { DemoAuth, DemoEnvironment } from "./auth.ts";
import { addNote } from "./notes.ts";

/** A user to log in as immediately. Her password is in the source: never do this in an app. */
export const ADA = {
  email: "ada@latchkey.example",
  username: "ada",
  phone: "+442079460123",
  password: "analytical engine no. 1",
};

const NOTES = ["Ring Charles about the engine", "Translate Menabrea's memoir", "Note G: the Bernoulli numbers"];

/** Ensures that Ada has an account. */
export async function ensureAda(auth: DemoAuth, { database, clock }: DemoEnvironment): Promise<void> {
  const { password, ...identifiers } = ADA;
  try {
    const { id } = await auth.createUser({
      ...identifiers,
      password,
      emailVerified: true,
      phoneVerified: true,
      data: { displayName: "Ada Lovelace", newsletter: true },
    });
    for (const text of NOTES) await addNote(database, { userId: id, text, createdAt: clock() });
  } catch (error) {
    const isThere = ["email_taken", "username_taken", "phone_taken"].some((code) => hasErrorCode(error, code));
    if (!isThere) throw error;
  }
}

function hasErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
