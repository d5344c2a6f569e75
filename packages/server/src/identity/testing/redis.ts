import { connect, createServer, type Server, type Socket } from "node:net";
import { describe, test } from "vitest";

const uri = process.env.TEST_REDIS_URI;

/**
 * Tests that need a Redis. Without one (`TEST_REDIS_URI`) they are skipped, by name; with `CI=true` that is a failure.
 */
export function onRedis(title: string, tests: (uri: string) => void): void {
  if (uri !== undefined) describe(title, () => tests(uri));
  else if (process.env.CI === "true")
    test(title, () => {
      throw new Error("TEST_REDIS_URI is not set: in CI the tests must run on a Redis, too");
    });
  else describe.skip(`${title}: skipped, TEST_REDIS_URI is not set`, () => tests("redis://none.invalid"));
}

/** A way to a Redis that can be cut, and that can fall silent. */
export class Line {
  private readonly server: Server;
  private readonly target: URL;
  private readonly ends = new Set<Socket>();
  private isSilent = false;
  private port = 0;

  private constructor(target: URL) {
    this.target = target;
    this.server = createServer((near) => this.join(near));
  }

  static async to(uri: string): Promise<Line> {
    const line = new Line(new URL(uri));
    await line.restore();
    return line;
  }

  /** The Redis, by this line. */
  get uri(): string {
    const url = new URL(this.target);
    url.hostname = "127.0.0.1";
    url.port = String(this.port);
    return url.href;
  }

  /** Nobody answers, nobody listens. */
  async cut(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    for (const end of this.ends) end.destroy();
    await closed;
  }

  /** As before, on the same address. */
  async restore(): Promise<void> {
    this.isSilent = false;
    for (const end of this.ends) end.resume();
    if (this.server.listening) return;
    await new Promise<void>((listening) => this.server.listen(this.port, "127.0.0.1", listening));
    const address = this.server.address();
    this.port = typeof address === "object" && address ? address.port : 0;
  }

  /** What is sent goes nowhere yet, and nothing is answered, on new connections neither. */
  silence(): void {
    this.isSilent = true;
    for (const end of this.ends) end.pause();
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port || 6379), this.target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.ends.add(from);
      from.on("data", (bytes) => to.write(bytes));
      if (this.isSilent) from.pause();
      from.on("error", () => undefined);
      from.on("close", () => {
        this.ends.delete(from);
        to.destroy();
      });
    }
  }
}
