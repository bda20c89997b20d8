import type { AuthConfig } from "@latchkey/server/types";
import { useQuery } from "@tanstack/react-query";
import type { UseCaller } from "./binding.ts";

/** The server's options for forms; fetched once. */
export function useConfig(useCaller: UseCaller): AuthConfig | undefined {
  const { data } = useQuery({ ...useCaller().query("session.config"), staleTime: Number.POSITIVE_INFINITY });
  return data;
}
