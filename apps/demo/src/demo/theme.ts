import { useEffect } from "react";
import { createStore, useStore } from "@/demo/store";

export type Theme = "system" | "light" | "dark";

const KEY = "demo.theme";
const stored = localStorage.getItem(KEY);
const theme = createStore<Theme>(stored === "light" || stored === "dark" ? stored : "system");
const query = matchMedia("(prefers-color-scheme: dark)");

/** The selected colours, and how to change them. */
export function useTheme(): [Theme, (next: Theme) => void] {
  return [
    useStore(theme),
    (next) => {
      localStorage.setItem(KEY, next);
      theme.write(next);
    },
  ];
}

/** Applies the selected colours to the page, and follows the system if selected. */
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
