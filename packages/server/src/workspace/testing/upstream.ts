import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  path: string;
  headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: what was sent is looked at field by field
  body: any;
  /** Resolves when the caller has gone. */
  gone: Promise<void>;
}

/** An OpenAI-compatible endpoint over real HTTP, whose answers the test decides. */
export interface Upstream {
  baseURL: string;
  asked: Asked[];
  answer(how: Behaviour): void;
  close(): Promise<void>;
}

export type Behaviour = (response: ServerResponse, asked: Asked) => void | Promise<void>;

export async function openUpstream(): Promise<Upstream> {
  const asked: Asked[] = [];
  let behaviour: Behaviour = words("Hello", " there");
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const one: Asked = {
      path: request.url ?? "",
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()),
      gone: new Promise((resolve) => response.once("close", () => resolve())),
    };
    asked.push(one);
    await behaviour(response, one);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    asked,
    answer: (how) => {
      behaviour = how;
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

export function begin(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
}
export function piece(response: ServerResponse, content: string, finish: string | null = null): void {
  response.write(`data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`);
}

/** Says this, then ends as it should; asked without `stream`, a title. */
export const words =
  (...said: string[]): Behaviour =>
  (response, { body }) => {
    if (body.stream !== true) {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content: "A fine title" } }] }));
      return;
    }
    begin(response);
    for (const content of said) piece(response, content);
    piece(response, "", "stop");
    response.end("data: [DONE]\n\n");
  };

/** Speaks a word every 20 ms, for ever. */
export const endless: Behaviour = (response, { gone }) => {
  begin(response);
  const speaking = setInterval(() => piece(response, "word "), 20);
  void gone.then(() => clearInterval(speaking));
};

export const yamlFor = ({ baseURL }: Upstream): string => `version: 1.3.0
endpoints:
  custom:
    - name: lab
      apiKey: sk-upstream-secret
      baseURL: ${baseURL}
      models: { default: [big, small], fetch: false }
      titleConvo: true
      titleModel: small
      modelDisplayLabel: Lab
      headers: { X-Team: gatehouse }
      dropParams: [top_p]
      addParams: { user: gatehouse }
`;
