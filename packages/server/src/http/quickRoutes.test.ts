import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "./actor.ts";
import { QuickRoutes } from "./quickRoutes.ts";
import { RequestRecord } from "./requestRecord.ts";

const ben: Actor = { organization: "first", subject: "user:ben", name: "user:ben", from: "api" };
const noted: string[] = [];
const record = new RequestRecord(({ route, status, actor }) => void noted.push(`${route} ${status} ${actor}`));
const recognise = (credential: string) => {
  if (credential === "broken") throw new Error("not current");
  return credential === "known" ? ben : null;
};
const quick = new QuickRoutes({ record, recognise, addressOf: () => "127.0.0.1" });
quick.post("/ask", (actor, body) => {
  if ((body as { fails?: boolean }).fails) throw new Error("not for me");
  return JSON.stringify({ by: "quick", actor: actor.name, body });
});
/** Says what it would have read. */
const router = createServer(
  quick.before((request, response) => {
    const kept = quick.bodyOf(request);
    response.end(JSON.stringify({ by: "router", kept: kept?.toString() ?? null }));
  }),
);
let port = 0;

beforeAll(async () => {
  port = await listening(router);
});
afterAll(() => router.closeAllConnections());

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

async function ask(headers: Record<string, string>, body = "{}", path = "/ask", method = "POST") {
  const init = { method, headers: { "content-type": "application/json", authorization: "Bearer known", ...headers } };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, method === "GET" ? init : { ...init, body });
  return answer.json();
}

describe("a plain request of somebody who is known", () => {
  test("is answered before the router, and noted as every request is", async () => {
    noted.length = 0;
    expect(await ask({}, '{"a":1}')).toEqual({ by: "quick", actor: "user:ben", body: { a: 1 } });
    expect(noted).toEqual(["/ask 200 user:ben"]);
  });

  test("may come in pieces, and with others on one connection", async () => {
    const texts = await onOneConnection(['{"n":1}', '{"n":"ä€𝄞"}', '{"n":3}']);
    expect(texts).toEqual(["1", "ä€𝄞", "3"]);
  });

  test("two hundred at once are each answered with their own", async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask({}, JSON.stringify({ n }))));
    expect(answers.map((answer) => answer.body.n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });
});

describe("left to the router, with nothing read", () => {
  test.each([
    ["another path", {}, "/ask/", "POST"],
    ["a query", {}, "/ask?x=1", "POST"],
    ["another method", {}, "/ask", "PUT"],
    ["no credential", { authorization: "" }, "/ask", "POST"],
    ["another scheme", { authorization: "Basic known" }, "/ask", "POST"],
    ["another kind of body", { "content-type": "text/plain" }, "/ask", "POST"],
    ["another encoding", { "content-type": "application/json; charset=latin1" }, "/ask", "POST"],
    ["a compressed body", { "content-encoding": "gzip" }, "/ask", "POST"],
    ["a revision to wait for", { "gatehouse-min-revision": "4" }, "/ask", "POST"],
  ])("%s", async (_, headers, path, method) => {
    expect(await ask(headers, "{}", path, method)).toEqual({ by: "router", kept: null });
  });

  test("a large body", async () => {
    expect(await ask({}, JSON.stringify("x".repeat(2_000_000)))).toEqual({ by: "router", kept: null });
  });
});

test("of a stranger nothing but a small body is read", async () => {
  const body = JSON.stringify("x".repeat(5_000));
  expect(await ask({ authorization: "Bearer new" }, body)).toEqual({ by: "router", kept: null });
  expect(await ask({}, body)).toMatchObject({ by: "quick" });
});

describe("left to the router with the body that was read, so that one place says no", () => {
  test.each([
    ["a credential that has to be looked up", { authorization: "Bearer new" }, "{}"],
    ["a server that cannot say who somebody is", { authorization: "Bearer broken" }, "{}"],
    ["a body that is no JSON", {}, "{"],
    ["a question that is refused", {}, '{"fails":true}'],
    ["a body that names __proto__", {}, '{"__proto__":{}}'],
    ["a body that hides __proto__", {}, '{"\\u005f_proto__":{}}'],
  ])("%s", async (_, headers, body) => {
    expect(await ask(headers, body)).toEqual({ by: "router", kept: body });
  });
});

/** Sends the requests without waiting for answers, each in pieces of seven bytes. @returns `n` of each answer */
function onOneConnection(bodies: readonly string[]): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let said = "";
    socket.setEncoding("utf8").on("error", reject);
    socket.on("data", (text: string) => {
      said += text;
      const answers = [...said.matchAll(/"n":("?)(.*?)\1\}/gu)].map((found) => found[2]);
      if (answers.length === bodies.length) {
        socket.destroy();
        resolve(answers);
      }
    });
    const bytes = Buffer.concat(bodies.map(requestOf));
    const send = (from: number) => {
      if (from >= bytes.length) return;
      socket.write(bytes.subarray(from, from + 7));
      setImmediate(send, from + 7);
    };
    send(0);
  });
}

function requestOf(body: string): Buffer {
  const head = [
    "POST /ask HTTP/1.1",
    "host: x",
    "authorization: Bearer known",
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}
