import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { newId } from "../../store/index.ts";
import { emptySqlite } from "../../store/testing/databases.ts";
import { Credentials, makeCredential } from "./credentials.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

test("a good credential is good at every moment, also while what is remembered of it gets old", async () => {
  const database = await emptySqlite();
  const store = await database.open();
  closing.push(
    () => database.remove(),
    () => store.close(),
  );
  const { id: organization } = await store.createOrganization({ name: "First", slug: "first" });
  const { credential, prefix, hash } = makeCredential();
  const service = { organization_id: organization, id: newId(), name: "App", created_by: "operator" };
  await store.transact((tx) =>
    tx
      .insertInto("services")
      .values({ ...service, created_at: 0, updated_at: 0, credential_prefix: prefix, credential_hash: hash })
      .execute(),
  );
  // Each look at the clock finds it a little later.
  let now = 0;
  const credentials = new Credentials({ store, log: pino({ level: "silent" }), now: () => (now += 1) });
  for (let asked = 0; asked < 1_500; asked++)
    expect(await credentials.serviceOf(credential), `asked at ${now}`).toMatchObject({ id: service.id });
});
