import { z } from "zod";
import { optionsSchema } from "../../../server/src/config/options.ts";
import { type Declarations, documentationOf, memberAt } from "./declarations.ts";
import { layersOf, peeled } from "./layers.ts";
import { code, table } from "./markdown.ts";

/** An option, as in the schema. */
interface OptionRow {
  path: string[];
  isRequired: boolean;
  /** The schema's default; undefined when there is none, or it is not plain data. */
  default: unknown;
  isDuration: boolean;
}

/** A row for each option of the schema: its default from the schema, its meaning from the comment. */
export function optionsTable({ checker, exported }: Declarations): string {
  const options = exported("config/authOptions.ts", "AuthOptions");
  const rows = rowsOf(optionsSchema, []).map((row) => {
    const documentation = documentationOf(checker, memberAt(checker, options, row.path));
    const filled = row.isRequired ? "required" : (literal(row) ?? documentation.default ?? "");
    return [code(row.path.join(".")), filled, documentation.meaning];
  });
  return table(["option", "default", "meaning"], rows);
}

function rowsOf(schema: unknown, path: string[]): OptionRow[] {
  const inner = peeled(schema);
  const groups = inner instanceof z.ZodUnion ? inner.options.map(peeled) : [inner];
  const below = groups.flatMap((group) =>
    group instanceof z.ZodObject
      ? Object.entries(group.shape).flatMap(([name, option]) => rowsOf(option, [...path, name]))
      : [],
  );
  return inner instanceof z.ZodObject ? below : [leaf(schema, path), ...below];
}

function leaf(schema: unknown, path: string[]): OptionRow {
  const layers = layersOf(schema);
  const filling = layers.find((layer) => layer instanceof z.ZodDefault);
  const isRequired = !layers.some((layer) => layer instanceof z.ZodDefault || layer instanceof z.ZodOptional);
  const isDuration = layers.some((layer) => layer instanceof z.ZodType && layer.meta()?.["unit"] === "seconds");
  return { path, isRequired, isDuration, default: filling?.def.defaultValue };
}

/** A default that can be written down; null for functions and objects with methods. */
function literal({ default: value, isDuration }: OptionRow): string | null {
  if (value === undefined || typeof value === "function") return null;
  const written = code(JSON.stringify(value));
  return isDuration && typeof value === "number" ? `${written}${inWords(value)}` : written;
}

/** Seconds in larger units; nothing where they are few. */
function inWords(seconds: number): string {
  const units = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const;
  const unit = units.find(([, length]) => seconds >= length && seconds % length === 0);
  if (unit === undefined) return " s";
  const amount = seconds / unit[1];
  return ` s, ${amount} ${unit[0]}${amount === 1 ? "" : "s"}`;
}
