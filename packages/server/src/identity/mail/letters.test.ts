import { expect, test } from "vitest";
import { letterOf } from "./letters.ts";

const facts = { appTitle: "Gatehouse", link: "https://chat.example.org/verify?a=1&token=t", life: "15 minutes" };

test("a letter has its link in both forms, and says how long it works", () => {
  const { subject, text, html } = letterOf("verify-address", facts);
  expect(subject).toBe("Verify your address for Gatehouse");
  expect(text).toContain(`\n\n${facts.link}\n\n`);
  expect(text).toContain("15 minutes, once");
  expect(html).toContain('<a href="https://chat.example.org/verify?a=1&amp;token=t">Verify this address</a>');
});

test("what people are called begins no header, no line and no tag", () => {
  const inviter = 'Eve"\r\nBcc: all@example.org <script>&';
  const { subject, text, html } = letterOf("invitation", { ...facts, inviter, appTitle: "Our\nchat\u2028s" });
  expect(subject).toBe("You are invited to Our chat s");
  expect(text.split("\n\n")[0]).toBe(
    'Eve" Bcc: all@example.org <script>& invites you to Our chat s. Make your account here:',
  );
  expect(html).toContain("Eve&quot; Bcc: all@example.org &lt;script&gt;&amp; invites you");
  expect(html).not.toContain("<script>");
});

test("a letter without a link has none", () => {
  const { text, html } = letterOf("password-changed", { appTitle: "Gatehouse" });
  expect(text + html).not.toMatch(/https?:|<a /);
});
