import { z } from "zod";

/** The shapes by name, which become the schemas of the OpenAPI document. */
export const shapes = z.registry<{ id: string }>();

/** Gives a shape its name in the OpenAPI document. */
export function named<Shape extends z.ZodType>(id: string, shape: Shape): Shape {
  shapes.add(shape, { id });
  return shape;
}
