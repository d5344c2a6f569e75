/** Values by small integers from 1; 0 stands for "none". For the few rows that carry more than the columns hold. */
export class Slots<T> {
  private readonly values: (T | undefined)[] = [undefined];
  private readonly free: number[] = [];

  put(value: T): number {
    const slot = this.free.pop() ?? this.values.length;
    this.values[slot] = value;
    return slot;
  }

  get(slot: number): T {
    const value = this.values[slot];
    if (value === undefined) throw new RangeError(`no value in slot ${slot}`);
    return value;
  }

  release(slot: number): void {
    if (slot === 0) return;
    this.values[slot] = undefined;
    this.free.push(slot);
  }
}
