import { describe, expect, test } from "vitest";
import { AllowedHosts } from "./allowedHosts.ts";

describe.each([
  {
    domain: "example.org",
    yes: ["https://example.org/", "https://EXAMPLE.org/a?b", "https://example.org:443/"],
    no: [
      "http://example.org/",
      "https://a.example.org/",
      "https://example.org:8443/",
      "https://example.org.evil.net/",
      "https://badexample.org/",
      "https://example.org./",
    ],
  },
  {
    domain: "*.example.org",
    yes: ["https://a.example.org/", "https://a.b.example.org/"],
    no: ["https://example.org/", "https://aexample.org/", "http://a.example.org/", "https://a.example.org:8443/"],
  },
  {
    domain: "https://api.example.org:8443",
    yes: ["https://api.example.org:8443/"],
    no: ["https://api.example.org/", "http://api.example.org:8443/"],
  },
  {
    domain: "http://api.example.org",
    yes: ["http://api.example.org/", "http://api.example.org:80/"],
    no: ["https://api.example.org/"],
  },
  {
    domain: "[2606:4700:0::1111]",
    yes: ["https://[2606:4700::1111]/"],
    no: ["http://[2606:4700::1111]/", "https://[2606:4700::1112]/", "https://[2606:4700::1111]:8443/"],
  },
  {
    domain: "http://[2606:4700::1111]:8080",
    yes: ["http://[2606:4700::1111]:8080/"],
    no: ["http://[2606:4700::1111]/"],
  },
  { domain: "2130706433", yes: ["https://127.0.0.1/"], no: [] },
])("$domain", ({ domain, yes, no }) => {
  const allowed = new AllowedHosts([domain]);
  test.each(yes)("allows %s", (url) => expect(allowed.allows(new URL(url))).toBe(true));
  test.each([...no, "ftp://example.org/", "file:///etc/passwd", "https://other.net/"])("does not allow %s", (url) =>
    expect(allowed.allows(new URL(url))).toBe(false),
  );
});

test("no domains: nothing", () => expect(new AllowedHosts([]).allows(new URL("https://example.org/"))).toBe(false));
