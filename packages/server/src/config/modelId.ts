import { createHash } from "node:crypto";

/**
 * The id of a model's resource (`model:<id>`): readable, and the same for the same endpoint and model for ever.
 * Small letters, digits, `.`, `_`, `-`; where the names hold anything else, six digits of their hash keep ids apart.
 * @example modelId("groq", "gemma-7b-it") // "groq.gemma-7b-it"
 * @example modelId("OpenAI (DigitalOcean)", "openai-o3") // "openai-digitalocean.openai-o3-…"
 */
export function modelId(endpoint: string, model: string): string {
  const readable = `${slug(endpoint).slice(0, 60)}.${slug(model).slice(0, 120)}`;
  const exact = readable === `${endpoint}.${model}` && !endpoint.includes(".");
  if (exact) return readable;
  const hash = createHash("sha256")
    .update(JSON.stringify([endpoint, model]))
    .digest("hex");
  return `${readable}-${hash.slice(0, 6)}`;
}

function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return plain === "" ? "x" : plain;
}
