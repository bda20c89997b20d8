import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useAuthUi } from "@/components/auth/AuthUi";
import { ask } from "@/demo/ask";
import { useAuth, useLogin } from "@/lib/auth";

interface Credentials {
  email: string;
  username: string;
  phone: string;
  password: string;
}

/** Logs in as Ada, creating her account if it does not exist: with the same call as the login form. */
export function useAda() {
  const { config } = useAuth();
  const { login } = useLogin();
  const { navigate, paths } = useAuthUi();
  const queryClient = useQueryClient();
  const method = config?.account.loginMethods[0] ?? "email";
  return useMutation({
    async mutationFn() {
      const { password, ...ada } = await ask<Credentials>("/dev/ada", "POST", {});
      const identifier =
        method === "email"
          ? { email: ada.email }
          : method === "phone"
            ? { phone: ada.phone }
            : { username: ada.username };
      await login({ ...identifier, password });
    },
    onSuccess: () => navigate(paths.home),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["demo"] }),
  });
}
