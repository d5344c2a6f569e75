import { SMTPServer } from "smtp-server";
import { readMail } from "./readMail.ts";

export interface Received {
  to: string[];
  from: string;
  subject: string;
  headers: string;
  text: string;
  html: string;
}

export interface Postbox {
  port: number;
  letters: Received[];
  /** The next so many letters are refused, for now (`451`) or for good (`550`). */
  refuse(count: number, code?: number): void;
  /** Waits until so many letters to an address have come. @returns the newest */
  letterTo(address: string, count?: number): Promise<Received>;
  close(): Promise<void>;
}

/** A mail server that keeps what comes. */
export async function openPostbox(port = 0): Promise<Postbox> {
  const letters: Received[] = [];
  let refusals = { left: 0, code: 451 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => void pieces.push(piece));
      stream.on("end", () => {
        if (refusals.left > 0) {
          refusals.left--;
          done(Object.assign(new Error("not now"), { responseCode: refusals.code }));
          return;
        }
        const { envelope } = session;
        letters.push({
          to: envelope.rcptTo.map(({ address }) => address),
          from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
          ...readMail(Buffer.concat(pieces).toString("utf8")),
        });
        done();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    letters,
    refuse: (left, code = 451) => {
      refusals = { left, code };
    },
    letterTo: async (to, count = 1) => {
      for (const end = Date.now() + 10_000; Date.now() < end; ) {
        const found = letters.filter((letter) => letter.to.includes(to));
        if (found.length >= count) return found.at(-1) as Received; // there are some
        await new Promise((wake) => setTimeout(wake, 20));
      }
      throw new Error(`no letter came to ${to}`);
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** The settings that lead to it. */
export const mailTo = ({ port }: Pick<Postbox, "port">): Record<string, string> => ({
  EMAIL_HOST: "127.0.0.1",
  EMAIL_PORT: String(port),
  EMAIL_FROM: "gatehouse@example.org",
});
