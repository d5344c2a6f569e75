import { type Client, connect, DryRan } from "./connection/connect.ts";
import { type Failure, wrongUsage } from "./failure.ts";
import { impactAsText } from "./output/impactAsText.ts";
import { Out } from "./output/out.ts";

/** What a command needs of the process that it runs in. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  /** Where `.env` and `librechat.yaml` are looked for, and what relative paths mean. */
  cwd: string;
  /** `isTTY`: somebody sits there, and can be asked. */
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/** The options that every command takes. */
export interface GlobalOptions {
  json?: boolean;
  organization?: string;
  dryRun?: boolean;
}

/** What a command does; it resolves to its exit code, or to nothing for 0. */
type Work = Promise<number> | Promise<void>;

const codeOf = (resolved: unknown): number => (typeof resolved === "number" ? resolved : 0);

/** Everything about one run of the command line. */
export class Session {
  readonly surroundings: Surroundings;
  exitCode = 0;
  private options: GlobalOptions = {};

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  begin(options: GlobalOptions): void {
    this.options = options;
  }

  get isJson(): boolean {
    return this.options.json === true;
  }

  get out(): Out {
    return new Out(this.surroundings.stdout, this.isJson);
  }

  /** A text as it is, whatever was asked for. */
  print(text: string): void {
    this.surroundings.stdout.write(text);
  }

  /**
   * The action of a command that talks to the API: connects, works, closes.
   * @param makes the first thing, so also the installation where there is none
   * @param makesOrganization the organization that is named need not be there: it is told to the work, and nobody is asked for it before
   */
  connected<Args extends unknown[]>(
    work: (at: { client: Client; out: Out; organization: string | undefined }, ...args: Args) => Work,
    { makes = false, makesOrganization = false }: { makes?: boolean; makesOrganization?: boolean } = {},
  ) {
    return async (...args: Args): Promise<void> => {
      const { organization, dryRun: isDryRun = false } = this.options;
      const client = await connect(this.surroundings, makesOrganization ? undefined : organization, {
        makes: makes && !isDryRun,
        isDryRun,
      });
      try {
        this.exitCode = codeOf(await work({ client, out: this.out, organization }, ...args));
      } catch (thrown) {
        if (!(thrown instanceof DryRan)) throw thrown;
        this.out.show(thrown.answer, impactAsText);
      } finally {
        await client.close();
      }
    };
  }

  /** The action of a command that needs no connection. */
  alone<Args extends unknown[]>(work: (out: Out, ...args: Args) => Work) {
    return async (...args: Args): Promise<void> => {
      if (this.options.dryRun)
        throw wrongUsage("This command cannot be tried without being done.\nLeave `--dry-run` out.");
      this.exitCode = codeOf(await work(this.out, ...args));
    };
  }

  /** The action of a command that opens the database by itself, and knows a dry run of its own. */
  local<Args extends unknown[]>(
    work: (at: { out: Out; options: GlobalOptions; dryRun: boolean }, ...args: Args) => Promise<number>,
  ) {
    return async (...args: Args): Promise<void> => {
      const { options } = this;
      this.exitCode = await work({ out: this.out, options, dryRun: options.dryRun === true }, ...args);
    };
  }

  /** Says what went wrong. @returns the exit code */
  failed({ problem, message, exitCode }: Failure): number {
    // With --json a program reads standard output: it gets a problem there this time, and nobody words.
    if (this.isJson) this.out.show(problem, () => "");
    else this.surroundings.stderr.write(`${message}\n`);
    return exitCode;
  }
}
