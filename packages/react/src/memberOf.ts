/** What a value of which nothing is known has under a name; undefined when it has nothing there. */
export function memberOf(value: unknown, name: string): unknown {
  // Of null and undefined this makes an empty object, and gives any other object as it is.
  return Reflect.get(Object(value), name);
}
