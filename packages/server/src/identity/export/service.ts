import { pipeline, Transform } from "node:stream";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent, type Tx } from "../../store/index.ts";
import { requireActingOn } from "../accounts/acting.ts";
import { type OwnProof, requirePerson, requireProof } from "../accounts/ownProof.ts";
import type { Identity } from "../identity.ts";
import { MINUTE, makeToken } from "../links/links.ts";
import { hashToken } from "../sessions/tokens.ts";
import { archiveOf } from "./archive.ts";
import type { ExportEntry, ExportPart, ExportWish } from "./contents.ts";
import { ownContents } from "./ownContents.ts";
import { type Running, removeExport, renewLease, saveTicket, takeTicket } from "./queries.ts";
import { readmeOf } from "./readme.ts";

const TICKET_LIFE_MS = 5 * MINUTE;
/** A download whose server has not said for so long that it runs was broken off with it. */
const LEASE_MS = MINUTE;
const RENEW_EVERY_MS = LEASE_MS / 3;
/** Whether they may still have it: a net below what is heard of sessions. */
const LOOK_EVERY_MS = 500;
/** Whoever takes nothing for so long is gone, or keeps others of theirs from beginning. */
const PATIENCE_MS = 5 * MINUTE;
const WEEK_MS = 7 * 24 * 60 * MINUTE;

interface Download {
  actor: Actor;
  content: Passing;
}

/**
 * All that an account holds, for the person alone. A session is not enough to ask for it; what is answered is a ticket that begins one
 * download, in this session, within minutes. The archive is written while it is received, and lies nowhere.
 */
export class DataExports {
  private readonly identity: Identity;
  private readonly stands: (actor: Actor) => boolean;
  private readonly parts: ExportPart[];
  private readonly downloads = new Set<Download>();

  /** @param stands whether the session is in force and its account active; must not throw */
  constructor(identity: Identity, stands: (actor: Actor) => boolean) {
    this.identity = identity;
    this.stands = stands;
    this.parts = [ownContents(identity)];
    identity.onSessionEnded(({ organization, session }) => {
      for (const { actor, content } of this.downloads)
        if (actor.organization === organization && actor.session === session) content.destroy(new ExportEnded());
    });
  }

  /** A part above keeps something of people, too. */
  contribute(part: ExportPart): void {
    this.parts.push(part);
  }

  /** @throws {Problem} `password-wrong`, `second-factor-wrong`, `forbidden`, `rate-limited`; `conflict` while a download runs */
  async ask(actor: Actor, proof: OwnProof): Promise<{ ticket: string; expiresAt: number }> {
    const { identity } = this;
    const user = await requirePerson(identity, actor);
    if (actor.session === undefined) throw problem("forbidden", { detail: "only people do this, and signed in" });
    await identity.limits.spendAccount("login", actor.organization, actor.subject);
    await requireProof(identity, actor, user, proof);
    await identity.limits.spend("dataExport", `${actor.organization}:${actor.subject}`);
    const ticket = makeToken();
    const now = identity.now();
    const row = {
      organization_id: actor.organization,
      account: actor.subject,
      session_id: actor.session,
      token_hash: hashToken(ticket),
      created_at: now,
      expires_at: now + TICKET_LIFE_MS,
    };
    const isSaved = await identity.store.transact(async (tx) => {
      const saved = await saveTicket(tx, row);
      if (saved) await noteExport(tx, "data-export-asked", actor, actor.subject);
      return saved;
    });
    if (!isSaved)
      throw problem("conflict", {
        detail: "a download of your data is running: let it end, or stop it and try again in a minute",
      });
    identity.log.info({ account: actor.subject }, "somebody asked for their data");
    return { ticket, expiresAt: row.expires_at };
  }

  /** Uses the ticket up, and begins. @throws {Problem} `link-invalid` for every ticket that is not this session's, in force */
  async download(actor: Actor, ticket: string): Promise<{ content: Transform; at: number }> {
    const { identity } = this;
    await requirePerson(identity, actor);
    const at = identity.now();
    const running = { organization_id: actor.organization, account: actor.subject, token_hash: hashToken(ticket) };
    const taken = await identity.store.transact(async (tx) => {
      const isTaken = await takeTicket(tx, running, {
        session: actor.session ?? "",
        now: at,
        leaseUntil: at + LEASE_MS,
      });
      if (isTaken) await noteExport(tx, "data-exported", actor, actor.subject);
      return isTaken;
    });
    if (!taken) throw problem("link-invalid", { detail: "ask for another download" });
    const content = new Passing(() => identity.now());
    // Whichever of the two ends before its time ends the other.
    pipeline(archiveOf(this.entries({ actor, at })), content, () => undefined);
    this.watch({ actor, content }, running);
    return { content, at };
  }

  /** An administrator wishes that somebody has their data: they alone are told, and get it. @throws {Problem} as requireActingOn */
  async askFor(actor: Actor, id: string): Promise<void> {
    const { access: organizations, store, settings, mail, now, log } = this.identity;
    const access = organizations.of(actor);
    const account = `user:${id}`;
    const expiresAt = now() + WEEK_MS;
    const facts = { link: `${settings.http.domainClient}/account` };
    await store.transact(async (tx) => {
      const { email: to } = await requireActingOn(tx, access, actor, id);
      await mail.write(tx, access.id, { kind: "data-ready", to, account, facts, expiresAt });
      await noteExport(tx, "data-export-asked", actor, account);
    });
    mail.wake();
    log.info({ account, by: actor.name }, "somebody was asked to download their data");
  }

  /** Ends what runs: the server stops. */
  close(): void {
    for (const { content } of this.downloads) content.destroy(new ExportEnded());
  }

  private async *entries(wish: ExportWish): AsyncGenerator<ExportEntry> {
    const { settings } = this.identity;
    yield readmeOf(wish, settings.appTitle, this.parts);
    for (const part of this.parts) yield* part.entries(wish);
  }

  /** As long as they may have it, and nobody else took it for broken off. */
  private watch(download: Download, running: Running): void {
    const { store, log, now } = this.identity;
    const { actor, content } = download;
    const end = () => content.destroy(new ExportEnded());
    const looking = setInterval(() => {
      if (!this.stands(actor) || content.waitsSince < now() - PATIENCE_MS) end();
    }, LOOK_EVERY_MS).unref();
    const renewing = setInterval(() => {
      store
        .transact((tx) => renewLease(tx, running, now() + LEASE_MS))
        .then((isOurs) => {
          if (!isOurs) end();
        }, end);
    }, RENEW_EVERY_MS).unref();
    this.downloads.add(download);
    content.on("error", (error) => {
      if (!(error instanceof ExportEnded)) log.error({ err: error, account: actor.subject }, "an export broke off");
    });
    content.on("close", () => {
      clearInterval(looking);
      clearInterval(renewing);
      this.downloads.delete(download);
      store
        .transact((tx) => removeExport(tx, running))
        .catch((error: unknown) => log.warn({ err: error }, "an export that has ended counts as running for a minute"));
    });
  }
}

/** For the audit trail: who asked for whose data, and that somebody took theirs. */
const noteExport = (
  tx: Tx,
  kind: "data-export-asked" | "data-exported",
  actor: Actor,
  account: string,
): Promise<void> => noteEvent(tx, { organization: actor.organization, kind, actor: actor.name, about: [account] });

/** Tells since when whoever receives has taken nothing of what is there. */
class Passing extends Transform {
  private readonly now: () => number;
  private passedAt: number;

  constructor(now: () => number) {
    super();
    this.now = now;
    this.passedAt = now();
  }

  /** Infinity while it is the archive that is waited for. */
  get waitsSince(): number {
    return this.readableLength > 0 ? this.passedAt : Number.POSITIVE_INFINITY;
  }

  override _transform(piece: Buffer, _encoding: string, done: (error: null, piece: Buffer) => void): void {
    this.passedAt = this.now();
    done(null, piece);
  }
}

/** The connection is closed before the end of the archive: that is what whoever receives it notices. */
class ExportEnded extends Error {
  constructor() {
    super("the export has ended before its time");
  }
}
