import { z } from "zod";
import type { Catalogue } from "../../ports/texts/catalogue.ts";
import type { User } from "../../wire/state.ts";
import type { AdapterRequest } from "../adapterRequest.ts";
import { fn } from "./schemaParts.ts";

export interface TextsOptions<Data = Record<string, unknown>> {
  /**
   * The languages besides English, such as `german` and `french` from `@latchkey/server/locales`; one with the locale
   * `en` replaces the English that ships. @default []
   */
  catalogues?: readonly Catalogue[];
  /**
   * The language that a request asks for, if not by `Accept-Language`: from a cookie or the path, for example. A tag such as
   * `de-AT` gets the nearest catalogue. @default by `Accept-Language`, otherwise English
   */
  locale?(request: AdapterRequest): string | null | undefined;
  /**
   * The language that a user chose, such as `({ data }) => data.language`; it takes precedence over the request's. Asked about
   * the user who is logged in, and about the owner of the account whom a message goes to: a stranger who requests it does not
   * choose its language. @default none
   */
  localeOf?(user: User<Data>): string | null | undefined;
}

const PARTS = ["errors", "inputs", "mails", "mailWords", "sms"] as const;

const catalogue = z.custom<Catalogue>(
  isCatalogue,
  "expected a catalogue such as `german` from @latchkey/server/locales, with a language tag as its `locale`",
);

export const textsSchema = z
  .strictObject({
    catalogues: z
      .array(catalogue)
      .refine(
        (given) => new Set(given.map(({ locale }) => locale.toLowerCase())).size === given.length,
        "two catalogues have the same locale",
      )
      .default([]),
    locale: fn<NonNullable<TextsOptions["locale"]>>().optional(),
    localeOf: fn<NonNullable<TextsOptions["localeOf"]>>().optional(),
  })
  .prefault({});

function isCatalogue(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("locale" in value)) return false;
  return isTag(value.locale) && PARTS.every((part) => typeof Reflect.get(value, part) === "object");
}

function isTag(locale: unknown): boolean {
  try {
    return typeof locale === "string" && Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}
