/** What our own letters look like when they arrive: two parts, text and HTML. */
export function readMail(raw: string): { subject: string; headers: string; text: string; html: string } {
  const [headers = "", body = ""] = halves(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers)?.[1] ?? "";
  const parts = body.split(`--${boundary}`).map(halves);
  const part = (type: string) => {
    const found = parts.find(([head]) => head?.includes(type));
    return found ? decoded(found[0] ?? "", found[1] ?? "") : "";
  };
  const subject = /^Subject: ((?:.*)(?:\r\n[ \t].*)*)/im.exec(headers)?.[1] ?? "";
  return { subject: words(subject), headers, text: part("text/plain"), html: part("text/html") };
}

function halves(text: string): [string, string] {
  const at = text.indexOf("\r\n\r\n");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 4)];
}

function decoded(head: string, body: string): string {
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString("utf8");
  if (!/quoted-printable/i.test(head)) return body;
  const joined = body.replaceAll("=\r\n", "");
  return Buffer.from(
    joined.replaceAll(/=([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    "latin1",
  ).toString("utf8");
}

/** Encoded words of a header. */
const words = (text: string): string =>
  text
    .replaceAll(/\r\n[ \t]/g, " ")
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?Q\?([^?]*)\?=/gi, (_, q: string) => decoded("quoted-printable", q.replaceAll("_", " ")))
    .replaceAll(/=\?utf-8\?B\?([^?]*)\?=/gi, (_, b: string) => Buffer.from(b, "base64").toString("utf8"));
