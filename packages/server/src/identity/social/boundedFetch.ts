const MOST_BYTES = 1024 * 1024;

/** The libraries write the type of a body in their own way; what they send is a form or nothing. */
type Wish = Omit<RequestInit, "body"> & { body?: unknown };

/** A fetch that reads no more than a provider has reason to send. */
export async function boundedFetch(url: string, { body = null, ...wish }: Wish): Promise<Response> {
  const response = await fetch(url, { ...wish, body: body as NonNullable<RequestInit["body"]> | null });
  const { status, statusText, headers } = response;
  const reader = response.body?.getReader();
  if (!reader || [204, 205, 304].includes(status)) return new Response(null, { status, headers });
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.byteLength;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new Error("the answer of the provider is too large");
    }
    parts.push(next.value);
  }
  return new Response(Buffer.concat(parts), { status, statusText, headers });
}
