// What the tests need beside Node: found, installed where that is possible and allowed, started, stopped again.
import { findChromium } from "./chromium.mjs";
import { installPackages, rightToInstall } from "./debian.mjs";
import { findPostgres, startPostgres } from "./postgres.mjs";
import { findRedis, startRedis } from "./redis.mjs";

/**
 * @typedef {{ name: string, given: string, debian: string, find: () => string | null, start: (path: string) => Promise<{ value: string, label: string, stop: () => Promise<void> }> }} Need
 * `given`: the variable by which tests learn of it; set by the user, their own server is used
 */

/** @type {Need} */
const postgres = {
  name: "PostgreSQL",
  given: "TEST_DATABASE_URL",
  debian: "postgresql",
  find: findPostgres,
  start: async (path) => {
    const { url, version, stop } = await startPostgres(path);
    return { value: url, label: version, stop };
  },
};

/** @type {Need} */
const redis = {
  name: "Redis",
  given: "TEST_REDIS_URI",
  debian: "redis-server",
  find: findRedis,
  start: async (path) => {
    const { uri, version, stop } = await startRedis(path);
    return { value: uri, label: `${path} ${version}`, stop };
  },
};

/** @type {Need} */
const chromium = {
  name: "Chromium",
  given: "TEST_CHROMIUM",
  debian: "chromium-headless-shell",
  find: findChromium,
  start: async (path) => ({ value: path, label: path, stop: async () => {} }),
};

const needs = [postgres, redis, chromium];

/**
 * Runs `body` with everything that the tests need, as far as it is here (see {@link installWhatIsMissing}).
 * @template T
 * @param {(env: Record<string, string>, missing: string[]) => Promise<T>} body `env`: for the tests; `missing`: names
 * @returns {Promise<T>}
 */
export const withServices = (body) => withStarted(needs, body);

/**
 * Runs `body` with a PostgreSQL server if there is one; installs nothing.
 * @template T
 * @param {(env: Record<string, string>) => Promise<T>} body
 * @returns {Promise<T>}
 */
export const withPostgres = (body) => withStarted([postgres], body);

/** Says what the tests need; installs what is missing and can be had as Debian's packages. */
export function installWhatIsMissing() {
  const isHere = (/** @type {Need} */ need) => process.env[need.given] !== undefined || need.find() !== null;
  const missing = needs.filter((need) => !isHere(need));
  console.log(`The tests need ${needs.map(({ name }) => name).join(", ")}.`);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(", ");
  const packages = missing.map(({ debian }) => debian);
  const right = rightToInstall();
  if (right === null) {
    console.log(`Missing: ${names}. To run every test: apt-get install ${packages.join(" ")}`);
    return;
  }
  console.log(`Missing: ${names}. Installing Debian's packages: ${packages.join(" ")} …`);
  // One by one if need be: a browser that cannot be had must not cost the databases.
  if (!installPackages(packages, right)) for (const name of packages) installPackages([name], right);
}

/**
 * @template T
 * @param {Need[]} needs
 * @param {(env: Record<string, string>, missing: string[]) => Promise<T>} body
 * @returns {Promise<T>}
 */
async function withStarted(needs, body) {
  /** @type {Record<string, string>} */
  const env = {};
  /** @type {(() => Promise<void>)[]} */
  const stops = [];
  const missing = [];
  try {
    for (const need of needs) {
      const own = process.env[need.given];
      const path = own === undefined ? need.find() : null;
      if (own !== undefined) {
        console.log(`  ${need.name}: as ${need.given} says`);
      } else if (path === null) {
        missing.push(need.name);
        console.log(`  ${need.name}: missing; what needs it is left out`);
      } else {
        const { value, label, stop } = await need.start(path);
        stops.push(stop);
        env[need.given] = value;
        console.log(`  ${need.name}: ${label}`);
      }
    }
    return await body(env, missing);
  } finally {
    await Promise.all(stops.map((stop) => stop()));
  }
}
