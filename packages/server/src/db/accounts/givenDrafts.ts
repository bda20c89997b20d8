import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { hiddenSignups } from "../tables/accounts.ts";
import { COLUMN, MAX_PER_CONTACT } from "./hiddenSignups.ts";

/** A hidden signup that gave a contact: its columns, which every version reads alike, and its contents as stored. */
export interface GivenDraft {
  id: string;
  email: string | null;
  phone: string | null;
  phoneVerifiedAt: string | null;
  createdAt: string;
  draft: unknown;
}

const given: z.ZodType<GivenDraft[]> = z.array(
  z.object({
    id: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    phoneVerifiedAt: z.string().nullable(),
    createdAt: z.string(),
    draft: z.unknown(),
  }),
);

/**
 * The hidden signups that gave a contact, the oldest first: an array of {@link GivenDraft}, as text, since drivers differ
 * about JSON.
 */
export function draftsOf({ via, recipient }: { via: "email" | "phone"; recipient: string }): SQL<string | null> {
  const { id, email, phone, phoneVerifiedAt, createdAt, draft } = hiddenSignups;
  return sql`(select json_agg(given.signup)::text from (select json_build_object('id', ${id}, 'email', ${email},
    'phone', ${phone}, 'phoneVerifiedAt', ${phoneVerifiedAt}, 'createdAt', ${createdAt}, 'draft', ${draft}) as signup
    from ${hiddenSignups} where ${COLUMN[via]} = ${recipient} order by ${hiddenSignups.createdAt} limit ${MAX_PER_CONTACT + 1}) as given)`;
}

/** What {@link draftsOf} has found. */
export function readDrafts(found: string | null): GivenDraft[] {
  return found === null ? [] : given.parse(JSON.parse(found));
}
