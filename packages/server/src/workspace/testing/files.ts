import type { House } from "./house.ts";

export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** What a sender says of a file. @property path where it is sent; fields of the form, before the file; `late` is an `endpoint` that comes after it */
export interface Said {
  name?: string;
  type?: string;
  fields?: Record<string, string>;
  headers?: Record<string, string>;
  path?: string;
}

export async function uploadTo(
  house: House,
  person: string,
  content: string | Buffer,
  { name = "note.txt", type = "text/plain", fields = {}, headers = {}, path = "/api/files" }: Said = {},
) {
  const form = new FormData();
  const { late, ...early } = fields;
  for (const [key, value] of Object.entries(early)) form.append(key, value);
  form.append("file", new Blob([new Uint8Array(Buffer.from(content))], { type }), name);
  if (late !== undefined) form.append("endpoint", late);
  const response = await fetch(`${house.url}${path}`, {
    method: "POST",
    headers: { "x-person": person, ...headers },
    body: form,
  });
  return { status: response.status, body: await response.json() };
}

export const downloadFrom = (house: House, person: string, file: { filepath: string }) =>
  fetch(`${house.url}${file.filepath}`, { headers: { "x-person": person } });
