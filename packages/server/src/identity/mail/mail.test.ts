import { tmpdir } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { loadSettings } from "../../config/index.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";
import { lettersTo } from "../testing/letters.ts";
import { mailTo, openPostbox, type Postbox } from "../testing/postbox.ts";
import { type Binding, LetterSeal } from "./seal.ts";
import { whatIsWrongWith } from "./transport.ts";

const closing: (() => Promise<void>)[] = [];
async function postboxOn(port?: number): Promise<Postbox> {
  const postbox = await openPostbox(port);
  closing.push(postbox.close);
  return postbox;
}

const rowsOf = (house: House) => house.store.db.selectFrom("letters").selectAll().execute();

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((wake) => setTimeout(wake, 20)))
    if (await condition()) return;
  throw new Error("it did not come to that");
}

onEveryDatabase("letters", (given) => {
  afterEach(async () => {
    for (const end of closing.splice(0).reverse()) await end();
  });

  async function house(env: Record<string, string>): Promise<House> {
    const database = await given();
    const made = await houseOn(database, env);
    closing.push(() => made.close());
    await made.register("ada");
    return made;
  }

  describe("with a mail server", () => {
    it("sends a letter from whom the operator named, to one address, and keeps it no longer", async () => {
      const postbox = await postboxOn();
      const at = await house({ ...mailTo(postbox), EMAIL_FROM_NAME: 'Our "chat"' });
      await at.register("ben", { name: "Evil\u0022 <b>" });
      const letter = await postbox.letterTo("ben@example.org");
      expect(letter.to).toEqual(["ben@example.org"]);
      expect(letter.from).toBe("gatehouse@example.org");
      expect(letter.subject).toBe("Verify your address for Gatehouse");
      expect(letter.headers).toContain("Auto-Submitted: auto-generated");
      expect(letter.text + letter.html).not.toContain("Evil");
      expect(letter.text).toMatch(/http:\/\/localhost:3080\/verify\?email=ben%40example.org&token=[0-9a-f]{64}/);
      await until(async () => (await rowsOf(at)).length === 0);
    });

    it("does not keep a request waiting, nor fail it, when it does not answer; and tries again", async () => {
      const postbox = await postboxOn();
      const at = await house(mailTo(postbox));
      postbox.refuse(1);
      expect((await at.register("ben")).statusCode).toBe(200);
      // While it is on its way it is put off by minutes; once it was not taken, by fifteen seconds.
      const isPutOff = ({
        attempts,
        next_at,
        created_at,
      }: {
        attempts: number;
        next_at: number | null;
        created_at: number;
      }) => attempts === 1 && next_at !== null && next_at - created_at < 30_000;
      await until(async () => (await rowsOf(at)).some(isPutOff));
      const [row] = await rowsOf(at);
      expect(row).toMatchObject({ state: "waiting", attempts: 1 });
      at.wait(31_000);
      at.identity.mail.wake();
      await postbox.letterTo("ben@example.org");
    });

    it("gives up what the server refuses for good: the operator reads it", async () => {
      const postbox = await postboxOn();
      const at = await house(mailTo(postbox));
      postbox.refuse(1, 550);
      await at.register("ben");
      await until(async () => (await rowsOf(at))[0]?.state === "failed");
      expect((await rowsOf(at))[0]).toMatchObject({ next_at: null, attempts: 1 });
      expect(await lettersTo(at, "ben@example.org")).toMatchObject([{ kind: "verify-address" }]);
    });

    it("sends after a restart what waited before", async () => {
      const postbox = await postboxOn();
      const { port } = postbox;
      await postbox.close();
      closing.pop();
      const database = await given();
      const first = await houseOn(database, mailTo({ port }));
      await first.register("ada");
      await first.register("ben");
      await until(async () => (await rowsOf(first))[0]?.attempts === 1);
      await first.close();
      const again = await postboxOn(port);
      const second = await houseOn(database, mailTo({ port }), { store: first.store });
      closing.push(() => second.close());
      second.wait(16_000);
      second.identity.mail.wake();
      await again.letterTo("ben@example.org");
    });
  });

  it("without one a letter waits in the outbox, sealed, until its link is over", async () => {
    const at = await house({ ALLOW_UNVERIFIED_EMAIL_LOGIN: "false" });
    await at.register("ben");
    const [row] = await rowsOf(at);
    expect(row).toMatchObject({ state: "outbox", next_at: null, recipient: "ben@example.org", kind: "verify-address" });
    expect(row?.sealed).not.toContain("verify");
    expect(Math.round((Number(row?.expires_at) - Number(row?.created_at)) / 1000)).toBe(15 * 60);
    const [letter] = await lettersTo(at, "ben@example.org");
    expect(letter?.text).toContain("/verify?");
  });
});

it("says whether a mail server lets it in, and never what it was asked with", async () => {
  const postbox = await openPostbox();
  for (const [env, wrong] of [
    [mailTo(postbox), null],
    [
      { ...mailTo(postbox), EMAIL_USERNAME: "gatehouse", EMAIL_PASSWORD: "wrong secret" },
      expect.stringMatching(/^\w+$/),
    ],
  ] as const) {
    const { mail } = loadSettings({ env, cwd: tmpdir() }).settings.identity;
    expect(mail && (await whatIsWrongWith(mail))).toEqual(wrong);
  }
  await postbox.close();
});

describe("the seal", () => {
  const seal = new LetterSeal("a".repeat(64));
  const binding = { organization: "o", letter: "l" };
  it.each<[string, LetterSeal, Binding, string | undefined]>([
    ["as this letter", seal, binding, "said"],
    ["as another letter", seal, { ...binding, letter: "m" }, undefined],
    ["in another organization", seal, { ...binding, organization: "p" }, undefined],
    ["with another key", new LetterSeal("b".repeat(64)), binding, undefined],
  ])("opens, or not: %s", (_, by, at, said) => {
    expect(by.open(seal.seal("said", binding), at)).toBe(said);
  });
  it("does not open what was altered", () => {
    const sealed = seal.seal("said", binding);
    expect(seal.open(`${sealed.slice(0, -2)}AA`, binding)).toBe(undefined);
    expect(seal.open("v2.a.b.c", binding)).toBe(undefined);
  });
});
