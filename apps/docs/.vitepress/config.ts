import { defineConfig } from "vitepress";
import { sidebar } from "./sidebar.ts";

export default defineConfig({
  title: "Latchkey",
  description: "Authentication for tRPC: a router to mount, hooks to call, your own PostgreSQL database.",
  lang: "en",
  // Written by `npm run pages`.
  srcDir: "site",
  outDir: "dist",
  cleanUrls: true,
  lastUpdated: false,
  // Addresses of the apps that readers start themselves. Any other dead link fails the build.
  ignoreDeadLinks: "localhostLinks",
  head: [["link", { rel: "icon", type: "image/svg+xml", href: "/key.svg" }]],
  markdown: { theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" } },
  themeConfig: {
    logo: "/key.svg",
    nav: [
      { text: "Start", link: "/start/", activeMatch: "^/start/" },
      { text: "Concepts", link: "/concepts/login", activeMatch: "^/concepts/" },
      { text: "Hooks", link: "/hooks/", activeMatch: "^/hooks/" },
      { text: "Recipes", link: "/recipes/", activeMatch: "^/recipes/" },
      { text: "Reference", link: "/reference/", activeMatch: "^/reference/" },
      { text: "Security", link: "/security/", activeMatch: "^/security/" },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: "local", options: { detailedView: true } },
    docFooter: { prev: "Previous", next: "Next" },
    footer: { message: "MIT licensed." },
  },
});
