/** A user with an account at the local provider. */
export interface Person {
  /** What never changes. */
  sub: string;
  label: string;
  claims: { name?: string; preferred_username?: string; email?: string; email_verified?: boolean };
}

/** One for each combination of data that a provider may return. */
const KNOWN: readonly Person[] = [
  {
    sub: "olga",
    label: "Olga, with a verified address",
    claims: { name: "Olga", preferred_username: "olga", email: "olga@provider.example", email_verified: true },
  },
  {
    sub: "oscar",
    label: "Oscar, with an unverified address",
    claims: { name: "Oscar", preferred_username: "oscar", email: "oscar@provider.example", email_verified: false },
  },
  { sub: "nobu", label: "Nobu, without an address", claims: { name: "Nobu", preferred_username: "nobu" } },
];

/** The provider's users, and those that a visitor invents, for example with the address of an existing account. */
export interface People {
  readonly known: readonly Person[];
  find(sub: string): Person | undefined;
  /** @returns the sub of a user with this address */
  invent(email: string, isVerified: boolean): string;
}

const MAX_INVENTED = 1_000;

export function createPeople(): People {
  const invented = new Map<string, Person>();
  return {
    known: KNOWN,
    find: (sub) => KNOWN.find((person) => person.sub === sub) ?? invented.get(sub),
    invent(email, isVerified) {
      const sub = `${isVerified ? "verified" : "unverified"}:${email}`;
      if (invented.size < MAX_INVENTED)
        invented.set(sub, { sub, label: email, claims: { email, email_verified: isVerified } });
      return sub;
    },
  };
}
