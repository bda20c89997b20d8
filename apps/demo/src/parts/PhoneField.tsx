import { TextField } from "./TextField.tsx";

export function PhoneField({ required }: { required: boolean }) {
  return (
    <TextField
      required={required}
      label="Phone number"
      name="phone"
      type="tel"
      autoComplete="tel"
      hint="With the country code, such as +44 20 7946 0123."
    />
  );
}
