import type { AuthErrorCode } from "../../wire/errors.ts";
import type { Answer } from "../answers.ts";
import { type Conversation, refusedBy } from "../conversation.ts";
import type { Body } from "../operation.ts";

/** The errors that allauth names in the URL of the front end; any other is `unknown`. */
const ERRORS: Partial<Record<AuthErrorCode, string>> = {
  access_denied: "cancelled",
  not_authenticated: "permission_denied",
  session_gone: "permission_denied",
  reauthentication_required: "reauthentication_required",
  signup_closed: "signup_closed",
  connected_other: "connected_other",
  already_authenticated: "already_authenticated",
};

/** Sends the browser to a provider, and it comes back to {@link returnFromProvider}. */
export async function redirectToProvider(conversation: Conversation, fields: Body): Promise<Answer> {
  const { provider, callback_url: callbackUrl, process } = fields;
  try {
    const { redirectUrl } = await conversation.call("social.redirect", { provider, callbackUrl, process });
    return { status: 302, location: redirectUrl };
  } catch (error) {
    return failure(conversation, error, { process: process === "connect" ? "connect" : "login" });
  }
}

/**
 * A browser comes back from a provider with its answer in the query. The front end asks for the session then; if that
 * failed, the URL tells why.
 */
export async function returnFromProvider(conversation: Conversation, provider: string): Promise<Answer> {
  const { call, incoming, options } = conversation;
  try {
    const { callbackUrl } = await call("social.callback", { ...Object.fromEntries(incoming.query), provider });
    return { status: 302, location: new URL(callbackUrl, options.origin).href };
  } catch (error) {
    return failure(conversation, error, { process: "login" });
  }
}

/** Back to the front end, where the redirect began if that is known. */
function failure(conversation: Conversation, thrown: unknown, { process }: { process: string }): Answer {
  const refused = refusedBy(thrown);
  const { errors, callbackUrl, process: begun = process } = refused.data;
  const [first] = errors;
  const page = new URL(callbackUrl ?? conversation.errorUrl, conversation.options.origin);
  page.searchParams.set("error", (first === undefined ? undefined : ERRORS[first.code]) ?? "unknown");
  page.searchParams.set("error_process", begun);
  return { status: 302, location: page.href };
}
