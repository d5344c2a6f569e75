// The least that `node:http` can do: takes a body, looks at nothing, answers with as many bytes as it was told.
import { createServer } from "node:http";

const body = "x".repeat(Number(process.argv[2] ?? 100));
const server = createServer((request, response) => {
  request.resume();
  request.once("end", () => {
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.send?.(address.port);
});
process.once("disconnect", () => process.exit());
