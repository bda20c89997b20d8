import type { AuthConfig } from "@latchkey/server/types";
import { useQuery } from "@tanstack/react-query";
import type { UseCaller } from "./binding.ts";

/** What the server's options say of its forms; asked for once. */
export function useConfig(useCaller: UseCaller): AuthConfig | undefined {
  const { data } = useQuery({ ...useCaller().query("session.config"), staleTime: Number.POSITIVE_INFINITY });
  return data;
}
