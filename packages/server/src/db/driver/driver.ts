/** The drivers' clients are distinguished by methods that no other has. */
const CLIENTS = [
  { name: "PGlite", methods: ["execProtocol"], module: "drizzle-orm/pglite" },
  { name: "postgres.js", methods: ["begin", "unsafe"], module: "drizzle-orm/postgres-js" },
  { name: "node-postgres", methods: ["connect", "query"], module: "drizzle-orm/node-postgres" },
] as const;

/** The client of Neon's WebSocket driver has the same shape as that of node-postgres. */
export type Driver = (typeof CLIENTS)[number]["name"] | "other";

/** The driver of a Drizzle database, determined by its client. */
export function driverOf(database: object): Driver {
  const client: unknown = "$client" in database ? database.$client : undefined;
  return clientNamed(client)?.name ?? "other";
}

/** Which driver's client it is; null for anything else. */
export function clientNamed(client: unknown): (typeof CLIENTS)[number] | null {
  return CLIENTS.find(({ methods }) => methods.every((method) => has(client, method))) ?? null;
}

export function has<Name extends string>(given: unknown, name: Name): given is Record<Name, unknown> {
  return ((typeof given === "object" && given !== null) || typeof given === "function") && name in given;
}
