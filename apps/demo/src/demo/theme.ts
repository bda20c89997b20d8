import { useEffect } from "react";
import { createStore, useStore } from "@/demo/store";

export type Theme = "system" | "light" | "dark";

const KEY = "demo.theme";
const stored = localStorage.getItem(KEY);
const theme = createStore<Theme>(stored === "light" || stored === "dark" ? stored : "system");
const query = matchMedia("(prefers-color-scheme: dark)");

/** Which colours were chosen, and how to choose others. */
export function useTheme(): [Theme, (next: Theme) => void] {
  return [
    useStore(theme),
    (next) => {
      localStorage.setItem(KEY, next);
      theme.write(next);
    },
  ];
}

/** Puts the chosen colours on the page, and follows the system where that is the choice. */
export function useAppliedTheme(): void {
  const chosen = useStore(theme);
  useEffect(() => {
    const apply = () =>
      document.documentElement.classList.toggle("dark", chosen === "dark" || (chosen === "system" && query.matches));
    apply();
    query.addEventListener("change", apply);
    return () => query.removeEventListener("change", apply);
  }, [chosen]);
}
