/** One frame of an event stream; `data` is parsed if it is JSON. */
export interface ServerEvent {
  name: string;
  data: unknown;
}

/** Reads `text/event-stream` by fetch, since EventSource cannot send the access token in a header. */
export async function* readEvents(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest += value;
      const frames = rest.split(/\r?\n\r?\n/);
      rest = frames.pop() ?? "";
      for (const frame of frames) {
        const event = eventOf(frame);
        if (event) yield event;
      }
    }
    const last = eventOf(rest);
    if (last) yield last;
  } finally {
    // Whoever stops reading stops the transfer, too.
    await reader.cancel().catch(() => undefined);
  }
}

function eventOf(frame: string): ServerEvent | null {
  let name = "message";
  const lines: string[] = [];
  for (const line of frame.split(/\r?\n/)) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) lines.push(line.slice(5).replace(/^ /, ""));
  }
  if (lines.length === 0) return null;
  const text = lines.join("\n");
  try {
    return { name, data: JSON.parse(text) };
  } catch {
    return { name, data: text };
  }
}
