import type { User } from "../../wire/state.ts";
import type { Catalogue } from "./catalogue.ts";
import { acceptedLocale, lookUp } from "./lookup.ts";

/** Chooses the language of errors and messages. */
export interface Texts {
  /** The language that a request asks for; null for one that is not offered. */
  ofRequest(request: unknown, acceptLanguage: string | undefined): string | null;
  /** The language that a user chose; null where the app says none, or one that is not offered. */
  ofUser: ((user: User) => string | null) | null;
  /** The texts of a language, or of the one it is a variety of; null for English as it ships. */
  find(locale: string | null | undefined): Catalogue | null;
}

interface TextsParts {
  catalogues: readonly Catalogue[];
  locale?: ((request: never) => string | null | undefined) | undefined;
  localeOf?: ((user: User) => string | null | undefined) | undefined;
  onError(error: unknown): void;
}

export function createTexts({ catalogues, locale, localeOf, onError }: TextsParts): Texts {
  const byLocale = new Map(catalogues.map((catalogue) => [catalogue.locale.toLowerCase(), catalogue]));
  // English is always offered: who prefers it to German must not get German.
  const offered = new Set([...byLocale.keys(), "en"]);
  const stated = (ask: () => string | null | undefined): string | null => {
    try {
      const given: unknown = ask();
      return typeof given === "string" ? lookUp(given, offered) : null;
    } catch (error) {
      // A call must not fail because its language is unknown.
      onError(error);
      return null;
    }
  };
  return {
    ofRequest(request, acceptLanguage = "") {
      // The app writes the function for its own adapter, whose request this is.
      const own = locale === undefined || request === undefined ? null : stated(() => locale(request as never));
      return own ?? acceptedLocale(acceptLanguage, offered);
    },
    ofUser: localeOf === undefined ? null : (user) => stated(() => localeOf(user)),
    find: (given) => byLocale.get((given && lookUp(given, offered)) || "en") ?? null,
  };
}
