// A provider of models that answers at once: what is measured is what lies between it and the client.
import { createServer } from "node:http";

const WORDS = 20;
const usage = { prompt_tokens: 12, completion_tokens: WORDS, total_tokens: 12 + WORDS };
const about = { id: "chatcmpl-1", created: 0, model: "big" };
const whole = JSON.stringify({
  ...about,
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "word ".repeat(WORDS) }, finish_reason: "stop" }],
  usage,
});
const chunk = (choices: object[], more: object = {}) =>
  `data: ${JSON.stringify({ ...about, object: "chat.completion.chunk", choices, ...more })}\n\n`;
const words = Array.from({ length: WORDS }, () =>
  chunk([{ index: 0, delta: { content: "word " }, finish_reason: null }]),
);
const last = [chunk([{ index: 0, delta: {}, finish_reason: "stop" }]), chunk([], { usage }), "data: [DONE]\n\n"];

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.once("end", () => {
    if (!Buffer.concat(pieces).includes('"stream":true')) {
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(whole) });
      return void response.end(whole);
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const word of words) response.write(word);
    response.end(last.join(""));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.send?.(address.port);
});
process.once("disconnect", () => process.exit());
