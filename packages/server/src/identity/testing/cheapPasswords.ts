import { vi } from "vitest";

/*
 * Passwords are dear on purpose, and the tests make thousands of people with one each: in these tests, and nowhere else, a hash costs a
 * hundredth. `passwords.test.ts` asks the true cost.
 */
vi.mock("@node-rs/argon2", async (importOriginal) => {
  const argon2 = await importOriginal<typeof import("@node-rs/argon2")>();
  const hash: typeof argon2.hash = (password, options) =>
    argon2.hash(password, { ...options, memoryCost: 64, timeCost: 1 });
  return { ...argon2, hash };
});
