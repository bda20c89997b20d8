import { afterAll } from "vitest";
import type { z } from "zod";
import type { NoFields } from "../../src/config/signupFields.ts";
import { createTestKit as createKit, type TestKit, type TestKitOptions } from "../../src/testing.ts";
import { openTestDatabase, type TestDatabase } from "./database.ts";

let opening: Promise<TestDatabase> | undefined;

afterAll(async () => {
  await (await opening)?.close();
});

/** The database of this test file, opened on first use. */
export function testDatabase(): Promise<TestDatabase> {
  opening ??= openTestDatabase();
  return opening;
}

/** A kit on the file's database, with empty tables. */
export async function createTestKit<Shape extends z.ZodObject = NoFields>(
  options: TestKitOptions<Shape> = {},
): Promise<TestKit<Shape>> {
  const { database, reset } = await testDatabase();
  await reset();
  return createKit<Shape>({ database, ...options });
}
