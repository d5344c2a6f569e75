import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { connect } from "../connection/connect.ts";
import { run } from "../main.ts";
import { Terminal } from "./terminal.ts";

export interface Ran {
  code: number;
  out: string;
  err: string;
}

const MAIN = join(import.meta.dirname, "../main.ts");

/** A directory with an installation in it, as an operator has one, and the command line there. */
export class Installation {
  readonly cwd: string;
  private readonly env: NodeJS.ProcessEnv;
  private server: ChildProcess | undefined;
  /** Where the running server answers. */
  url = "";

  private constructor(cwd: string, env: NodeJS.ProcessEnv) {
    this.cwd = cwd;
    this.env = { PATH: process.env.PATH, HOME: cwd, ...env };
  }

  static async make(env: NodeJS.ProcessEnv = {}): Promise<Installation> {
    return new Installation(await mkdtemp(join(tmpdir(), "gatehouse-cli-")), env);
  }

  /** Runs a command in this process. @param more variables beside the installation's own, and what is typed in */
  async gatehouse(args: readonly string[], more: { env?: NodeJS.ProcessEnv; stdin?: string } = {}): Promise<Ran> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await run(args, {
      env: { ...this.env, ...more.env },
      cwd: this.cwd,
      stdin: Readable.from([more.stdin ?? ""]),
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
    });
    return { code, out: out.join(""), err: err.join("") };
  }

  /** Runs a command at a terminal. @returns also everything that can be read there */
  async atTerminal(args: readonly string[], answers: readonly string[]): Promise<Ran & { screen: string }> {
    const terminal = new Terminal(answers);
    let [out, err] = ["", ""];
    const code = await run(args, {
      env: this.env,
      cwd: this.cwd,
      stdin: terminal.stdin,
      stdout: {
        write: (text) => {
          out += text;
          terminal.write(text);
        },
      },
      stderr: {
        write: (text) => {
          err += text;
          terminal.write(text);
        },
      },
    });
    return { code, out, err, screen: terminal.screen };
  }

  /** Runs a command that must succeed. @returns the API's answer */
  async json<T>(...args: string[]): Promise<T> {
    const { code, out, err } = await this.gatehouse([...args, "--json"]);
    if (code !== 0) throw new Error(`gatehouse ${args.join(" ")} ended with ${code}: ${err}`);
    const answer: T = JSON.parse(out);
    return answer;
  }

  /** What no command does: a call of the API as the operator. */
  async patch(path: string, body: object): Promise<void> {
    const client = await connect({ env: this.env, cwd: this.cwd }, undefined);
    try {
      await client.patch(path, body);
    } finally {
      await client.close();
    }
  }

  /** Runs a command as a process of its own. */
  process(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, ["--conditions=gatehouse-source", MAIN, ...args], {
      cwd: this.cwd,
      env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...this.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** `gatehouse serve` as a process of its own, on a free port. */
  async serve(): Promise<void> {
    const child = spawn(process.execPath, ["--conditions=gatehouse-source", MAIN, "serve"], {
      cwd: this.cwd,
      env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...this.env, PORT: "0", LOG_LEVEL: "warn" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.server = child;
    this.url = await new Promise<string>((listening, failed) => {
      let said = "";
      const hear = (chunk: Buffer) => {
        said += chunk;
        const [, url] = /listens on (\S+)/.exec(said) ?? [];
        if (url !== undefined) listening(url);
      };
      child.stdout?.on("data", hear);
      child.stderr?.on("data", hear);
      child.once("exit", (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
    });
  }

  /** The server ends without a word. */
  kill(): Promise<number | null> {
    return this.stop("SIGKILL");
  }

  /** @returns the exit code of the server; null if the signal ended it */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    const { server } = this;
    this.server = undefined;
    if (!server || server.exitCode !== null) return server?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => server.once("exit", resolve));
    server.kill(signal);
    return ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.cwd, { recursive: true, force: true });
  }
}

/** Everything that a process says, and how it ends. */
export async function ended(child: ChildProcess): Promise<Ran> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code: code ?? -1, out, err };
}
