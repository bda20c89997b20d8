/** The latest of several values, for a script to wait for. */
export class Latest<Value> {
  private readonly waiting = new Set<(value: Value) => void>();
  private value: Value | undefined;

  set(value: Value): void {
    this.value = value;
    for (const look of this.waiting) look(value);
  }

  /** @returns the result of `pick`, as soon as it is not null for the latest value */
  until<Found>(pick: (value: Value) => Found | null): Promise<Found> {
    return new Promise((resolve) => {
      const look = (value: Value) => {
        const found = pick(value);
        if (found === null) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      if (this.value !== undefined) look(this.value);
    });
  }
}
