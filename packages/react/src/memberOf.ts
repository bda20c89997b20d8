/** The member of an unknown value; undefined when there is none. */
export function memberOf(value: unknown, name: string): unknown {
  // Turns null and undefined into an empty object, and returns any other object unchanged.
  return Reflect.get(Object(value), name);
}
