import { pipeline, type Readable, Transform } from "node:stream";
import type { Actor } from "../../http/actor.ts";
import type { People } from "../parts.ts";

interface Running {
  actor: Actor;
  stream: Transform;
}

/** A net below each piece: of a receiver who takes nothing for a while, none passes. */
const LOOK_EVERY_MS = 500;

/** Downloads end with the right to the file, and with the session: they may take as long as somebody likes to take them. */
export class Downloads {
  private readonly running = new Set<Running>();

  constructor(people: People | undefined) {
    people?.onSessionEnded(({ organization, session }) => {
      for (const { actor, stream } of this.running)
        if (actor.organization === organization && actor.session === session) stream.destroy(new DownloadEnded());
    });
  }

  /**
   * The bytes, as long as the right lasts: asked at each piece (64 kB), and every half second in any case.
   * @param isHeld must not throw
   */
  whileHeld(actor: Actor, content: Readable, isHeld: () => boolean): Readable {
    const stream = new Transform({
      transform: (piece, _encoding, done) => (isHeld() ? done(null, piece) : done(new DownloadEnded())),
    });
    const running = { actor, stream };
    const net = setInterval(() => {
      if (!isHeld()) stream.destroy(new DownloadEnded());
    }, LOOK_EVERY_MS).unref();
    this.running.add(running);
    pipeline(content, stream, () => {
      clearInterval(net);
      this.running.delete(running);
    });
    return stream;
  }
}

/** The connection is closed before all bytes are there: that is what whoever receives them notices. */
class DownloadEnded extends Error {
  constructor() {
    super("the right to the file has ended");
  }
}
