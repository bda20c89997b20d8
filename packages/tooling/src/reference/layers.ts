import { z } from "zod";

/** A zod schema and all schemas that it wraps, from the outside in. */
export function layersOf(schema: unknown): unknown[] {
  if (schema instanceof z.ZodPipe)
    return [schema, ...layersOf(schema.in instanceof z.ZodTransform ? schema.out : schema.in)];
  const isWrapped =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable;
  return isWrapped ? [schema, ...layersOf(schema.unwrap())] : [schema];
}

/** The innermost schema. */
export function peeled(schema: unknown): unknown {
  return layersOf(schema).at(-1);
}

/** Whether a schema also accepts undefined. */
export function mayBeLeftOut(schema: unknown): boolean {
  return schema instanceof z.ZodType && schema.safeParse(undefined).success;
}
