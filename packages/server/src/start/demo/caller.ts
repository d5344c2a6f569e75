import type { InjectOptions } from "fastify";
import { problem } from "../../http/problem.ts";
import type { App } from "../../http/types.ts";

/** Answers of the API, whose shapes its own schemas say; the demo takes ids out of them. */
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into
export type Answered = any;

/** Calls the server as one person does, by its routes, so that every rule is asked and the trail says who did what. */
export class Caller {
  readonly id: string;
  private readonly app: App;
  private readonly token: string;

  constructor(app: App, { id, token }: { id: string; token: string }) {
    this.app = app;
    this.id = id;
    this.token = token;
  }

  get = (url: string) => this.ask("GET", url);
  post = (url: string, payload: object = {}) => this.ask("POST", url, payload);
  put = (url: string, payload: object = {}) => this.ask("PUT", url, payload);
  patch = (url: string, payload: object) => this.ask("PATCH", url, payload);
  delete = (url: string) => this.ask("DELETE", url);

  /** A text, as a browser sends a file. */
  upload(url: string, name: string, text: string): Promise<Answered> {
    const payload = ["--x", `content-disposition: form-data; name="file"; filename="${name}"`, "", text, "--x--", ""];
    return this.ask("POST", url, payload.join("\r\n"), { "content-type": "multipart/form-data; boundary=x" });
  }

  private async ask(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    url: string,
    payload?: object | string,
    more: Record<string, string> = {},
  ): Promise<Answered> {
    const headers = { authorization: `Bearer ${this.token}`, "user-agent": "Mozilla/5.0 (demo)", ...more };
    const options: InjectOptions = { method, url, headers, ...(payload !== undefined && { payload }) };
    const response = await this.app.inject(options);
    if (response.statusCode >= 300)
      // Settings of the installation may leave out what the demo shows.
      throw problem("conflict", {
        detail: `the demo stopped at ${method} ${url}, which answered ${response.statusCode}: ${saidIn(response.body)}`,
        extra: {
          help: "What was made until then stays. Allow what is refused, and load the demo into another organization.",
        },
      });
    return response.body === "" ? null : response.json();
  }
}

function saidIn(body: string): string {
  try {
    const { title, detail } = JSON.parse(body);
    return [title, detail].filter(Boolean).join(", ");
  } catch {
    return "something that is no problem detail";
  }
}
