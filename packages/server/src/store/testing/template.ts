import pg from "pg";
import type { TestProject } from "vitest/node";
import { newId } from "../ids.ts";

/** Names the database with the newest schema that the tests on PostgreSQL copy, and removes it after them, where one of them made it. */
export default function nameTemplate(project: TestProject): () => Promise<void> {
  const name = `gatehouse_template_${newId()}`;
  project.provide("databaseTemplate", name);
  return async () => {
    if (process.env.TEST_DATABASE_URL === undefined) return;
    const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
    await client.connect();
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  };
}

declare module "vitest" {
  interface ProvidedContext {
    databaseTemplate: string;
  }
}
