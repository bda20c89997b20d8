"use server";
import { redirect } from "next/navigation";
import { openCaller } from "../../server";

export interface Failure {
  message: string;
}

/** Logs in by a form. The cookie is set by the answer of the action; the page that follows knows who it is. */
export async function login(_failure: Failure | null, form: FormData): Promise<Failure | null> {
  const caller = await openCaller();
  try {
    await caller.auth.account.login({ email: String(form.get("email")), password: String(form.get("password")) });
  } catch (error) {
    return { message: error instanceof Error ? error.message : "Something went wrong." };
  }
  redirect("/");
}
