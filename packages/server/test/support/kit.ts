import type { z } from "zod";
import type { LoginStage } from "../../src/config/options/loginStage.ts";
import type { AppTypes, NoFields, OwnOptions } from "../../src/config/signupFields.ts";
import { createTestKit as createKit, type TestKit, type TestKitOptions } from "../../src/testing.ts";
import { openTestDatabase, type TestDatabase } from "./database.ts";

let opening: Promise<TestDatabase> | undefined;
const open: AsyncDisposable[] = [];

/** Ends what the kits of a test file still do by themselves, and leaves the database to the next file as it was. */
export async function leaveNothing(): Promise<void> {
  await Promise.all(open.splice(0).map((kit) => kit[Symbol.asyncDispose]()));
  const database = await opening;
  await database?.reset();
  await database?.dropOthers();
}

/** The database of the test files that this process runs, one after the other; opened on first use. */
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
  const kit = await createKit<Shape>({ database, ...options });
  open.push(kit);
  return kit;
}

/** The same with stages of the app's own, or a `viewUser`. */
export async function createOwnKit<
  Shape extends z.ZodObject = NoFields,
  const Stages extends readonly LoginStage[] = readonly [],
  View extends Record<string, unknown> = never,
>(
  options: TestKitOptions<Shape> & OwnOptions<Shape, Stages, View>,
): Promise<TestKit<Shape, AppTypes<Shape, View, Stages>>> {
  const { database, reset } = await testDatabase();
  await reset();
  const kit = await createKit<Shape, Stages, View>({ database, ...options });
  open.push(kit);
  return kit;
}
