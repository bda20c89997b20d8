import { z } from "zod";
import type { AuthRequest } from "../../engine/request.ts";
import { isStorable, isStorableText } from "../../lib/text.ts";
import type { Provider } from "../../ports/provider.ts";
import type { SocialIdentity } from "../identity.ts";

/** The part of a signup that the app reads from a provider's profile. */
export interface Mapped {
  /** The app's own fields, as its zod object returned them; null when they are incomplete or invalid. */
  data: Record<string, unknown> | null;
  /** The values that are valid by themselves, for the form that asks for the rest. */
  suggested: Record<string, unknown>;
  /** The app's choice, otherwise the provider's username. */
  username: string | null;
}

/** Reads the app's own fields from a profile, and checks them as if the user had entered them. */
export async function mapProfile(
  { runtime }: AuthRequest,
  { provider, identity }: { provider: Provider; identity: SocialIdentity },
): Promise<Mapped> {
  const { social, account } = runtime.options;
  const { id, name } = provider;
  const { username, ...values } = (await social.signupFields?.(identity.profile, { id, name })) ?? {};
  const fields = account.signup.fields ?? z.object({});
  const parsed = await fields.strip().safeParseAsync(values);
  return {
    data: parsed.success && isStorable(parsed.data) ? parsed.data : null,
    suggested: await validOf(fields, values),
    username: username !== undefined && isStorableText(username) ? username : identity.username,
  };
}

/** Characters of JSON for each value: a form's field, not a document. */
const MAX_SUGGESTION = 2_000;

/** The values that the field of their name accepts in the form in which they reach the browser. */
async function validOf(fields: z.ZodObject, values: Record<string, unknown>): Promise<Record<string, unknown>> {
  const valid: [string, unknown][] = [];
  for (const [name, field] of Object.entries(fields.shape)) {
    // Undefined for what JSON does not have.
    const json: string | undefined = JSON.stringify(values[name]);
    if (json === undefined || json.length > MAX_SUGGESTION) continue;
    const value: unknown = JSON.parse(json);
    if (isStorable(value) && (await z.safeParseAsync(field, value)).success) valid.push([name, value]);
  }
  return Object.fromEntries(valid);
}
