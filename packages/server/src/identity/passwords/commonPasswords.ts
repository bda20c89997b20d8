let loading: Promise<ReadonlySet<string>> | undefined;

/** Whether a password is among the 49 000 commonest, whatever its case, or digits alone up to twenty of them. */
export async function isCommonPassword(password: string): Promise<boolean> {
  loading ??= import("@zxcvbn-ts/language-common").then(({ dictionary }) => new Set(dictionary["passwords-common"]));
  return /^\d{1,20}$/.test(password) || isOneCharacter(password) || (await loading).has(password.toLowerCase());
}

function isOneCharacter(password: string): boolean {
  return new Set(password).size === 1;
}
