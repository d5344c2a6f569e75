import { connect, type Socket } from "node:net";

/** What is sent, again and again: a whole request as bytes. */
export interface Load {
  port: number;
  /** Connections that are kept; each waits for its answer before it asks again. */
  connections: number;
  /** How long what counts lasts, in milliseconds; a quarter of it goes before. */
  lasting: number;
  /** Request `index`, head and body. */
  request: (index: number) => Buffer;
}

export interface Served {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Bytes of one answer's body. */
  bodyBytes: number;
}

/**
 * Asks over plain sockets, with no HTTP library in the way: the client must stay far cheaper than what it measures.
 * @throws if an answer is not 2xx, or neither says its length nor comes in chunks
 */
export async function serveRate({ port, connections, lasting, request }: Load): Promise<Served> {
  let index = 0;
  let counted = 0;
  let bodyBytes = 0;
  const begin = performance.now() + lasting / 4;
  const end = begin + lasting;
  const taken: number[] = [];
  const converse = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let sentAt = 0;
      let waiting: Buffer = Buffer.alloc(0);
      const ask = () => {
        sentAt = performance.now();
        socket.write(request(index++));
      };
      socket.on("data", (chunk: Buffer) => {
        waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
        const answer = answerIn(waiting);
        if (answer === null) return;
        if (answer.status < 200 || answer.status > 299)
          return reject(new Error(`answered with ${answer.status}: ${waiting.toString("utf8").slice(0, 2000)}`));
        waiting = Buffer.alloc(0);
        bodyBytes = answer.bodyBytes;
        const now = performance.now();
        if (now >= end) return resolve();
        if (now >= begin) {
          counted++;
          taken.push(now - sentAt);
        }
        ask();
      });
      socket.once("error", reject);
      socket.once("close", () => reject(new Error("the server closed a connection")));
      ask();
    });
  const sockets = await Promise.all(Array.from({ length: connections }, () => connected(port)));
  try {
    await Promise.all(sockets.map(converse));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  taken.sort((a, b) => a - b);
  return {
    perSecond: counted / (lasting / 1000),
    p50Ms: taken[Math.floor(taken.length * 0.5)] ?? Number.NaN,
    p99Ms: taken[Math.floor(taken.length * 0.99)] ?? Number.NaN,
    bodyBytes,
  };
}

/** A whole request, kept alive. */
export function requestOf(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Buffer {
  const text = body === undefined ? "" : JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "connection: keep-alive",
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(text)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${text}`);
}

const CHUNKS_END = Buffer.from("\r\n0\r\n\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");

/** The answer in these bytes once it is whole; null before. One at a time, since nothing is asked ahead. */
function answerIn(bytes: Buffer): { status: number; bodyBytes: number } | null {
  const head = bytes.indexOf(HEAD_END);
  if (head < 0) return null;
  const text = bytes.toString("latin1", 0, head);
  if (/\r\ntransfer-encoding: *chunked/i.test(text)) {
    const isWhole = bytes.subarray(-CHUNKS_END.length).equals(CHUNKS_END);
    return isWhole ? { status: Number(text.slice(9, 12)), bodyBytes: bytes.length - head - 4 } : null;
  }
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${text}`);
  if (bytes.length < head + 4 + Number(length)) return null;
  return { status: Number(text.slice(9, 12)), bodyBytes: Number(length) };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}
