#!/usr/bin/env node
const OLDEST_NODE = 24;
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  console.error(
    `Node ${process.versions.node} is too old: Gatehouse needs Node ${OLDEST_NODE}. From a checkout, \`npm run gatehouse -- …\` finds one.`,
  );
  process.exit(3);
}
const { main } = await import("../dist/main.js");
await main();
