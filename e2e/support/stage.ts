import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type Look, launch, openWindow, signIn } from "./browser.ts";
import { type RunningServer, type ServerWishes, startServer, stopServers } from "./server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./smallWorld.ts";

export const PHONE: Look = { width: 390, height: 844, dark: true };

/** A server with a small world on it, and a browser. */
export interface Stage {
  readonly url: string;
  readonly world: SmallWorld;
  readonly browser: Browser;
  /** Somebody's window, signed out. */
  window(look?: Look): Promise<Page>;
  /** The window of `Ada`, at the first page after signing in. */
  signedIn(name: string, look?: Look): Promise<Page>;
  /** What the pages themselves complained of, in all windows. */
  complaints(): string[];
}

/** Sets it up before the tests of a `describe`, and clears it away after them. */
export function onStage({ env, ...wishes }: ServerWishes = {}): Stage {
  let set: { server: RunningServer; world: SmallWorld; browser: Browser } | undefined;
  const complaints: string[][] = [];
  beforeAll(async () => {
    const server = await startServer({ ...wishes, env: { LOGIN_MAX: "100", LIMIT_MESSAGE_IP: "false", ...env } });
    set = { server, world: await makeSmallWorld(server.url), browser: await launch() };
  });
  afterAll(async () => {
    await set?.browser.close();
    await stopServers();
  });
  const there = () => {
    if (!set) throw new Error("the stage is set before the first test");
    return set;
  };
  const stage: Stage = {
    get url() {
      return there().server.url;
    },
    get world() {
      return there().world;
    },
    get browser() {
      return there().browser;
    },
    window: async (look) => {
      const { page, complaints: of } = await openWindow(stage.browser, stage.url, look);
      complaints.push(of);
      return page;
    },
    signedIn: async (name, look) => {
      const page = await stage.window(look);
      await signIn(page, emailOf(name), PASSWORD);
      return page;
    },
    complaints: () => complaints.flat(),
  };
  return stage;
}
