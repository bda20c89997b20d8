import { Login } from "@/components/auth/Login";
import { useDemoSettings } from "@/demo/settings";

/** The login form, in one step or in two, according to the options. */
export function LoginPage() {
  const { data } = useDemoSettings();
  return <Login identifierFirst={data?.identifierFirst === true} />;
}
