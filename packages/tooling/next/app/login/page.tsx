"use client";
import { useActionState } from "react";
import { login } from "./actions";

export default function Page() {
  const [failure, action] = useActionState(login, null);
  return (
    <form action={action}>
      <input name="email" type="email" aria-label="Email" />
      <input name="password" type="password" aria-label="Password" />
      <p role="alert">{failure?.message}</p>
      <button type="submit">Log in</button>
    </form>
  );
}
