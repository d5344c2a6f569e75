import { expect, test, vi } from "vitest";
import { hashPassword, verifyPassword } from "./passwords.ts";

vi.unmock("@node-rs/argon2");

test("a password is kept by argon2id at the cost that OWASP asks for", async () => {
  const stored = await hashPassword("correct horse battery");
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(stored, "correct horse battery")).toBe(true);
  expect(await verifyPassword(stored, "correct horse")).toBe(false);
});
