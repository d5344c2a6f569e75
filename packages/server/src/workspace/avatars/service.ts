import { Readable } from "node:stream";
import type { Committed } from "../../access/organizationAccess.ts";
import { usualFileLimits } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, type Tx } from "../../store/index.ts";
import type { WholeAgent } from "../agents/schemas.ts";
import type { Agents } from "../agents/service.ts";
import type { Contents } from "../files/contents.ts";
import type { Files } from "../files/service.ts";
import { typeOf } from "../files/sniff.ts";
import type { WorkspaceParts } from "../parts.ts";
import { pathOfPicture } from "./picture.ts";
import { type AvatarRow, deleteAvatars, findAvatar, insertAvatar } from "./queries.ts";
import { withoutMetadata } from "./withoutMetadata.ts";

const MB = 1_024 * 1_024;
/** What a browser shows, and never runs: no SVG. */
const TYPES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);

/** A picture that lies there, and has no row yet. */
interface Brought {
  id: string;
  type: string;
  bytes: number;
}

/** Pictures of people and agents: one each, the newest. */
export class Avatars {
  private readonly parts: WorkspaceParts;
  private readonly contents: Contents;
  private readonly agents: Agents;
  private readonly files: Files;

  constructor(
    parts: WorkspaceParts,
    { contents, agents, files }: { contents: Contents; agents: Agents; files: Files },
  ) {
    this.parts = parts;
    this.contents = contents;
    this.agents = agents;
    this.files = files;
  }

  /** Asked before anything is read. @throws {Problem} `forbidden` for a service; `rate-limited` as an upload; `account-…` */
  async begin(actor: Actor, ip: string): Promise<void> {
    requireAccount(actor);
    await this.files.begin(actor, ip);
  }

  /** The same for an agent's. @throws {Problem} `resource-not-found`, `forbidden`, `feature-off`, `rate-limited` */
  async beginForAgent(actor: Actor, ip: string, agentId: string): Promise<void> {
    await this.agents.require(this.parts.store.db, this.parts.access.of(actor), actor, "update", agentId);
    await this.files.begin(actor, ip);
  }

  /** Writes the bytes down; what comes next keeps or drops them. @throws {Problem} `body-too-large`, `media-type-unsupported` */
  async bring(actor: Actor, content: Readable): Promise<Brought> {
    const { organization } = actor;
    const id = newId();
    const most = Math.floor(
      (this.parts.configs.of(actor).fileConfig?.avatarSizeLimit ?? usualFileLimits.avatarSizeLimit) * MB,
    );
    const { bytes, head } = await this.contents.write(organization, id, content, most);
    // What a sender says of it tells nothing.
    const type = await typeOf(head, "");
    if (TYPES.has(type)) return { id, type, bytes: await this.strip(organization, id, type, bytes) };
    await this.contents.remove(organization, id);
    throw problem("media-type-unsupported", { detail: "a picture is a PNG, JPEG, WebP or GIF, by what is in it" });
  }

  /** What the camera wrote beside the picture is not for those who see it. @returns how large it is then */
  private async strip(organization: string, id: string, type: string, bytes: number): Promise<number> {
    const whole = await this.contents.readStart(organization, id, bytes);
    if (!whole) throw new Error("the picture that was just written is not there");
    const stripped = withoutMetadata(type, whole);
    if (stripped.length === bytes) return bytes;
    return (await this.contents.write(organization, id, Readable.from([stripped]), bytes)).bytes;
  }

  async drop({ organization }: Actor, { id }: Pick<Brought, "id">): Promise<void> {
    await this.contents.remove(organization, id);
  }

  /** One's own picture; the former one goes. @returns where it is fetched */
  async keep(actor: Actor, brought: Brought): Promise<string> {
    const url = pathOfPicture(brought.id);
    try {
      await this.set(actor, brought, url);
      return url;
    } catch (error) {
      await this.drop(actor, brought);
      throw error;
    }
  }

  /** One has no picture any more. */
  async remove(actor: Actor): Promise<void> {
    requireAccount(actor);
    await this.set(actor, null, null);
  }

  /** An agent's picture, as a new version of it; the former one goes. @throws {Problem} `resource-not-found`, `forbidden`, `feature-off` */
  async keepForAgent(actor: Actor, agentId: string, brought: Brought): Promise<Committed<WholeAgent>> {
    try {
      return await this.agents.setPicture(actor, agentId, brought.id, (tx, agent) =>
        this.insert(tx, actor, agent, brought),
      );
    } catch (error) {
      await this.drop(actor, brought);
      throw error;
    }
  }

  /**
   * Whoever may `use` the agent, or is told of the person, may see the picture; for everybody else there is none.
   * @throws {Problem} `resource-not-found`, `account-…`
   */
  async read(actor: Actor, id: string): Promise<{ row: AvatarRow; content: Readable }> {
    this.parts.access.of(actor).require(actor, "create", "file");
    const row = await findAvatar(this.parts.store.db, actor.organization, id);
    if (!row || !(await this.maySee(actor, row.picture_of))) throw problem("resource-not-found");
    const content = await this.contents.read(actor.organization, row.id);
    if (!content)
      throw problem("resource-not-found", { detail: "its content is not here: the directory of files is another one" });
    return { row, content };
  }

  private async maySee(actor: Actor, pictureOf: string): Promise<boolean> {
    const access = this.parts.access.of(actor);
    if (pictureOf.startsWith("agent:")) return access.may(actor, "use", pictureOf);
    const isShown = await this.parts.access.picker.showing(this.parts.store.db, access, actor, [pictureOf]);
    return isShown(pictureOf);
  }

  private async set(actor: Actor, brought: Brought | null, url: string | null): Promise<void> {
    const { organization, subject } = actor;
    const gone = await this.parts.store.transact(async (tx) => {
      this.parts.access.of(actor).require(actor, "create", "file");
      if (brought) await this.insert(tx, actor, subject, brought);
      await this.parts.people?.setAvatar(tx, organization, subject, url);
      return deleteAvatars(tx, organization, [subject], brought?.id);
    });
    await this.contents.forget(organization, gone);
  }

  private insert(tx: Tx, { organization }: Actor, pictureOf: string, { id, type, bytes }: Brought) {
    return insertAvatar(tx, {
      organization_id: organization,
      id,
      picture_of: pictureOf,
      type,
      bytes,
      created_at: this.parts.now(),
    });
  }
}

function requireAccount({ subject }: Actor): void {
  if (!subject.startsWith("user:")) throw problem("forbidden", { detail: "only a person has a picture" });
}
