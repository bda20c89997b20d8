/** What a claim may hold. */
export type ClaimValue =
  | string
  | number
  | boolean
  | null
  | readonly ClaimValue[]
  | { readonly [name: string]: ClaimValue | undefined };

/** What the app adds to its access tokens. */
export type CustomClaims = { readonly [name: string]: ClaimValue | undefined };

/** Where the app adds nothing. */
export type NoClaims = Record<never, never>;
