import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // The workspace's packages are read from their sources: nothing has to be built first.
  resolve: { conditions: ["@latchkey/source", ...defaultClientConditions] },
  // Named, because what Vite only finds later makes it reload the page.
  optimizeDeps: {
    include: [
      "react",
      "react/jsx-runtime",
      "react/jsx-dev-runtime",
      "react-dom",
      "react-dom/client",
      "@simplewebauthn/browser",
      "@tanstack/react-query",
      "@trpc/client",
      "@trpc/react-query",
    ],
  },
});
