import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { type FieldValues, useController } from "react-hook-form";
import { type FieldProps, TextField } from "@/components/auth/parts/fields";

/**
 * A phone number as its owner writes it: with the country code, or in the national format of their browser's country.
 */
export function PhoneField<Values extends FieldValues>({
  control,
  name,
  required = false,
}: Omit<FieldProps<Values>, "label">) {
  const { field } = useController({ control, name });
  const number = parse(String(field.value ?? ""));
  const country = number?.isValid() === true ? number.country : undefined;
  return (
    <TextField
      control={control}
      name={name}
      required={required}
      label="Phone number"
      type="tel"
      autoComplete="tel"
      hint={country === undefined ? "With the country code, such as +44 20 7946 0123." : nameOf(country)}
      onBlur={() => {
        if (number?.isValid() === true) field.onChange(number.formatInternational());
      }}
    />
  );
}

/** The number in the server's format (E.164); unchanged when it is invalid, so that the server reports it. */
export function phoneNumberOf(typed: string): string {
  return parse(typed)?.number ?? typed.trim();
}

function parse(typed: string) {
  return parsePhoneNumberFromString(typed, ownCountry());
}

function ownCountry(): CountryCode | undefined {
  // Not every server that renders the page has one.
  if (typeof navigator === "undefined" || !navigator.language) return undefined;
  const { region = "" } = new Intl.Locale(navigator.language);
  return isSupportedCountry(region) ? region : undefined;
}

function nameOf(country: CountryCode): string {
  return new Intl.DisplayNames(undefined, { type: "region" }).of(country) ?? country;
}
