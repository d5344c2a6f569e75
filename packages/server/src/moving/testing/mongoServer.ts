import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Commands } from "./mongo/commands.ts";
import { Refused } from "./mongo/refused.ts";
import { type Account, SignIn } from "./mongo/signIn.ts";
import { answerTo, type Command, plainAnswer, takeMessages } from "./mongo/wire.ts";

/** A server that speaks MongoDB's protocol, with its databases in memory. One that stands alone: no replica set, no change streams. */
export interface MongoServer {
  /** `mongodb://127.0.0.1:…`, with a database. */
  url(database?: string): string;
  /** The names of the commands that came, in their order, without greetings. */
  readonly seen: string[];
  /** Documents as they are, also such as no driver would write. */
  put(database: string, collection: string, documents: Uint8Array[]): void;
  /** The connection is lost when a command of this name comes, so many times. */
  lose(command: string, times?: number): void;
  /** Commands of this name are refused with a number of MongoDB, such as 13 for what an account may not do. */
  refuse(command: string, code: number, message: string): void;
  close(): Promise<void>;
}

/** @param account who must sign in; left out: anybody may do anything */
export async function startMongoServer({ account }: { account?: Account } = {}): Promise<MongoServer> {
  const commands = new Commands();
  const sockets = new Set<Socket>();
  const seen: string[] = [];
  const lost = new Map<string, number>();
  const refused = new Map<string, Refused>();

  const answered = (command: Command, name: string, signIn: SignIn): Buffer => {
    try {
      const refusal = refused.get(name);
      if (refusal !== undefined) throw refusal;
      const answer = signIn.answer(name, command.body);
      return answer === undefined ? commands.answer(command) : plainAnswer(answer);
    } catch (error) {
      const { code, codeName } = error instanceof Refused ? error : { code: 8, codeName: "UnknownError" };
      return plainAnswer({ ok: 0, errmsg: (error as Error).message, code, codeName });
    }
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    const signIn = new SignIn(account);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    const parts: Buffer[] = [];
    let length = 0;
    socket.on("data", (chunk: Buffer) => {
      parts.push(chunk);
      length += chunk.length;
      const first = parts[0]!;
      if (first.length >= 4 && length < first.readInt32LE(0)) return;
      const rest = takeMessages(Buffer.concat(parts.splice(0), length), (command) => {
        const name = Object.keys(command.body)[0] ?? "";
        if (!/^(hello|ismaster)$/i.test(name)) seen.push(name);
        const times = lost.get(name) ?? 0;
        if (times > 0) {
          lost.set(name, times - 1);
          socket.destroy();
          return;
        }
        const answer = answered(command, name, signIn);
        if (command.answered && !socket.destroyed) socket.write(answerTo(command, answer));
      });
      length = rest.length;
      if (length > 0) parts.push(rest);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    url: (database = "") => `mongodb://127.0.0.1:${port}/${database}`,
    seen,
    put: (database, collection, documents) => {
      const stored = commands.collection(database, collection);
      for (const document of documents) stored.insert(Buffer.from(document));
    },
    lose: (command, times = 1) => void lost.set(command, times),
    refuse: (command, code, message) => void refused.set(command, new Refused(code, "", message)),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
