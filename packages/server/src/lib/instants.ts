/** The instant `seconds` after `at`. */
export function later(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

export function earliest(first: Date, second: Date): Date {
  return first < second ? first : second;
}
