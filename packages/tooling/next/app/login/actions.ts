"use server";
import { redirect } from "next/navigation";
import { openCaller } from "../../server";

export interface Failure {
  message: string;
}

/** Logs in with a form. The response of the action sets the cookie; the next page knows the user. */
export async function login(_failure: Failure | null, form: FormData): Promise<Failure | null> {
  const caller = await openCaller();
  try {
    await caller.auth.account.login({ email: String(form.get("email")), password: String(form.get("password")) });
  } catch (error) {
    return { message: error instanceof Error ? error.message : "Something went wrong." };
  }
  redirect("/");
}
