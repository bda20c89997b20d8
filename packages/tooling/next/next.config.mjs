/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // It looks for its WebAssembly in its own folder, so it is not bundled. An app on PostgreSQL needs no such line.
  serverExternalPackages: ["@electric-sql/pglite"],
};
