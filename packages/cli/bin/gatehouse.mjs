#!/usr/bin/env node
const OLDEST_NODE = 24;
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  const detail = `Node ${process.versions.node} is too old: Gatehouse needs Node ${OLDEST_NODE}.`;
  const help = "From a checkout, `npm run gatehouse -- …` finds one.";
  if (process.argv.includes("--json"))
    console.log(
      JSON.stringify({
        title: "Node is too old",
        code: "node-too-old",
        detail,
        help,
        message: detail,
        error: "Node is too old",
      }),
    );
  else console.error(`${detail} ${help}`);
  process.exit(3);
}
const { main } = await import("../dist/main.js");
await main();
