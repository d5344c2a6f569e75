// A large upload and its download over HTTP: what the server's memory grows by meanwhile, and how long they take.
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { Figures } from "../measure/measurement.ts";
import { startGatehouse } from "../measure/server.ts";

const GIB = 1024 ** 3;
const MB = 1_000_000;
const PIECE = Buffer.alloc(64 * 1024, "All of this is text, and there is much of it.\n");
const PASSWORD = "correct horse battery";
const YAML =
  "version: 1.3.0\nfileConfig:\n  serverFileSizeLimit: 2048\n  endpoints:\n    default:\n      fileSizeLimit: 2048\n";

const figures = new Figures(0);
const server = await startGatehouse({ yaml: YAML });
try {
  const token = await signedIn();
  // Once small: what the first one loads is not what a large one takes.
  await upload(token, 1024 * 1024);
  const before = residentMb();
  const watch = watched();
  let began = performance.now();
  const path = await upload(token, GIB);
  figures.add("upload of 1 GiB", performance.now() - began, "ms");
  began = performance.now();
  await download(token, path);
  figures.add("download of 1 GiB", performance.now() - began, "ms");
  figures.add("memory besides, of 1 GiB up and down", watch.most() - before, "MB", `from ${Math.round(before)} MB`);
} finally {
  await server.stop();
}
figures.send();

async function signedIn(): Promise<string> {
  const email = "ada@example.com";
  const post = (url: string, body: object) =>
    fetch(`http://127.0.0.1:${server.port}${url}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await post("/api/auth/register", { name: "Ada", email, password: PASSWORD, confirm_password: PASSWORD });
  const answer = await post("/api/auth/login", { email, password: PASSWORD });
  return JSON.parse(await answer.text()).token;
}

/** A form with one text of so many bytes. @returns where it is fetched */
function upload(token: string, bytes: number): Promise<string> {
  const head =
    '--x\r\ncontent-disposition: form-data; name="file"; filename="much.txt"\r\ncontent-type: text/plain\r\n\r\n';
  const tail = "\r\n--x--\r\n";
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        port: server.port,
        method: "POST",
        path: "/api/files",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "multipart/form-data; boundary=x",
          "content-length": head.length + bytes + tail.length,
        },
      },
      (answer) => {
        let text = "";
        answer.on("data", (piece: Buffer) => {
          text += piece.toString();
        });
        answer.on("end", () =>
          answer.statusCode === 200 ? resolve(JSON.parse(text).filepath) : reject(new Error(`refused: ${text}`)),
        );
      },
    );
    asked.on("error", reject);
    asked.write(head);
    let left = bytes;
    const more = () => {
      while (left > 0) {
        const piece = left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
        left -= piece.length;
        if (!asked.write(piece)) return asked.once("drain", more);
      }
      return asked.end(tail);
    };
    more();
  });
}

async function download(token: string, path: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok || !answer.body) throw new Error(`not fetched: ${answer.status}`);
  let bytes = 0;
  const reader = answer.body.getReader();
  for (let piece = await reader.read(); piece.value; piece = await reader.read()) bytes += piece.value.length;
  if (bytes !== GIB) throw new Error(`fetched ${bytes} bytes`);
}

/** Of the server's process, by Linux. */
function residentMb(): number {
  const [, kb = "0"] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.pid}/status`, "utf8")) ?? [];
  return (Number(kb) * 1024) / MB;
}

function watched() {
  let most = residentMb();
  const timer = setInterval(() => {
    most = Math.max(most, residentMb());
  }, 20);
  return {
    most: () => {
      clearInterval(timer);
      return most;
    },
  };
}
