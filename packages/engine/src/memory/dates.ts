/** A moment for each handle, 8 bytes each once there is one. */
export class Dates {
  private values = new Float64Array(0);

  /** NaN where none was given. */
  of(handle: number): number {
    return handle < this.values.length ? this.values[handle]! : Number.NaN;
  }

  set(handle: number, at: number): void {
    if (handle >= this.values.length) {
      const larger = new Float64Array(Math.ceil(((handle + 1) * 3) / 2)).fill(Number.NaN);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[handle] = at;
  }

  forget(handle: number): void {
    if (handle < this.values.length) this.values[handle] = Number.NaN;
  }
}
