import type { DefaultTheme } from "vitepress";

const page = (text: string, link: string) => ({ text, link });
const hook = (name: string, file: string) => page(name, `/hooks/${file}`);

/** Every page, in the order in which a reader needs them. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: "Start",
    items: [
      page("Choose your stack", "/start/"),
      page("Vite + standalone server", "/start/vite"),
      page("Next App Router", "/start/next"),
      page("Express", "/start/express"),
      page("Hono", "/start/hono"),
      page("Fastify", "/start/fastify"),
      page("Expo and React Native", "/start/expo"),
      page("Before production", "/start/production"),
    ],
  },
  {
    text: "Concepts",
    items: [
      page("How a login travels", "/concepts/login"),
      page("Steps and stages", "/concepts/stages"),
      page("Who owns an account", "/concepts/ownership"),
      page("Browser and app clients", "/concepts/clients"),
      page("Glossary", "/concepts/glossary"),
    ],
  },
  {
    text: "Hooks",
    items: [
      page("Overview", "/hooks/"),
      hook("useAuth", "use-auth"),
      hook("useFlow", "use-flow"),
      hook("useLogin", "use-login"),
      hook("useSignup", "use-signup"),
      hook("useLogout", "use-logout"),
      hook("useAccount", "use-account"),
      hook("useEmails", "use-emails"),
      hook("usePhone", "use-phone"),
      hook("usePassword", "use-password"),
      hook("useSessions", "use-sessions"),
      hook("useMfa", "use-mfa"),
      hook("useProviders", "use-providers"),
      hook("useConnections", "use-connections"),
      hook("useReauthentication", "use-reauthentication"),
      hook("Links and errors", "links"),
    ],
  },
  {
    text: "Recipes",
    items: [
      page("Overview", "/recipes/"),
      page("Your own fields", "/recipes/fields"),
      page("SSR and server components", "/recipes/server-components"),
      page("WebSockets and subscriptions", "/recipes/websockets"),
      page("CORS and other origins", "/recipes/origins"),
      page("superjson", "/recipes/superjson"),
      page("Serverless", "/recipes/serverless"),
      page("Email and SMS providers", "/recipes/mail"),
      page("Social login", "/recipes/social"),
      page("A provider of your own", "/recipes/provider"),
      page("Second factors and passkeys", "/recipes/factors"),
      page("Sensitive actions", "/recipes/sensitive"),
      page("A condition for logging in", "/recipes/condition"),
      page("Tokens for apps and services", "/recipes/tokens"),
      page("Tests with the kit", "/recipes/testing"),
    ],
  },
  {
    text: "Reference",
    items: [
      page("Overview", "/reference/"),
      page("Options", "/reference/options"),
      page("Errors", "/reference/errors"),
      page("Procedures", "/reference/procedures"),
      page("Events", "/reference/events"),
      page("Emails and text messages", "/reference/messages"),
      page("Providers", "/reference/providers"),
      page("Server-side calls and hooks", "/reference/server"),
      page("Adapters and runtimes", "/reference/adapters"),
      page("Limits and caching", "/reference/limits"),
      page("Databases and processes", "/reference/scaling"),
      page("Set-up mistakes", "/reference/mistakes"),
    ],
  },
  {
    text: "Security",
    items: [
      page("Threat model", "/security/"),
      page("What your app must do", "/security/your-part"),
      page("Requirements", "/security/requirements"),
    ],
  },
  {
    text: "Choose and move",
    items: [
      page("Comparison", "/compare"),
      page("Moving in", "/moving/"),
      page("From Auth.js", "/moving/auth-js"),
      page("From Clerk", "/moving/clerk"),
      page("From better-auth", "/moving/better-auth"),
      page("From django-allauth", "/moving/allauth"),
    ],
  },
];
