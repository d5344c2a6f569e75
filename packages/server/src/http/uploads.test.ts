import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse } from "../workspace/testing/house.ts";

const MB = 1_024 * 1_024;
const FORM = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
const END = "\r\n--x--\r\n";

let house: House;
beforeAll(async () => {
  house = await openHouse({
    yaml: "version: 1.3.0\nfileConfig:\n  serverFileSizeLimit: 1\n  avatarSizeLimit: 1\n",
    env: { FILE_UPLOAD_USER_MAX: "1000" },
  });
});
afterAll(() => house.close());

/** One connection, and everything that came by it. */
async function connection(): Promise<{ socket: Socket; heard: () => string }> {
  const { hostname, port } = new URL(house.url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  let heard = "";
  socket.on("data", (piece) => {
    heard += piece;
  });
  await once(socket, "connect");
  return { socket, heard: () => heard };
}

/** A form with a file of so many megabytes, sent to its end as a browser does, whatever is answered meanwhile. @returns what was taken of it */
async function send(socket: Socket, path: string, megabytes: number): Promise<number> {
  const length = FORM.length + megabytes * MB + END.length;
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nx-person: ada\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: ${length}\r\n\r\n${FORM}`,
  );
  const piece = Buffer.alloc(MB, "y");
  for (let sent = 0; sent < megabytes; sent++)
    if (await new Promise((written) => socket.write(piece, written))) return sent;
  socket.write(END);
  return megabytes;
}

describe("an upload that is refused for its size", () => {
  test.each(["/api/files", "/api/files/images/avatar"])(
    "is answered when all of it was sent, and its connection serves the next request: %s",
    async (path) => {
      const { socket, heard } = await connection();
      expect(await send(socket, path, 32)).toBe(32);
      await expect.poll(heard).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":"body-too-large"/);
      socket.write("GET /api/files HTTP/1.1\r\nhost: x\r\nx-person: ada\r\n\r\n");
      await expect.poll(heard).toMatch(/HTTP\/1\.1 200 [\s\S]*\[\]$/);
      socket.destroy();
    },
  );

  test("is not read for ever: at some time its connection ends", async () => {
    const { socket, heard } = await connection();
    expect(await send(socket, "/api/files", 1_000)).toBeLessThan(100);
    expect(heard()).toMatch(/^HTTP\/1\.1 413 /);
  });
});
