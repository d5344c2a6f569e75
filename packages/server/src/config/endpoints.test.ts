// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables, as the files write them
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelId } from "./modelId.ts";
import { loadYaml } from "./testing/load.ts";

const endpointsOf = (entries: string, env: Record<string, string> = {}) =>
  loadYaml(
    `endpoints:\n  custom:\n${entries
      .split("\n")
      .map((line) => `    ${line}`)
      .join("\n")}`,
    env,
  ).settings.endpoints.custom;
const good = "- { name: a, apiKey: k, baseURL: 'https://a.example/v1', models: { default: [m] } }";

describe("an endpoint can be asked, or says why not", () => {
  test.each<[string, string, Record<string, string>, string | undefined]>([
    ["complete", good, {}, undefined],
    ["key from the environment", good.replace("apiKey: k", "apiKey: '${KEY}'"), { KEY: "x" }, undefined],
    ["key with a default", good.replace("apiKey: k", "apiKey: '${KEY:-none}'"), {}, undefined],
    ["key not set", good.replace("apiKey: k", "apiKey: '${KEY}'"), {}, "`apiKey` refers to `KEY`, which is not set"],
    [
      "key set to nothing",
      good.replace("apiKey: k", "apiKey: '${KEY}'"),
      { KEY: "" },
      "`apiKey` refers to `KEY`, which is not set",
    ],
    [
      "key by the user",
      good.replace("apiKey: k", "apiKey: user_provided"),
      {},
      "`apiKey` is `user_provided`, which is not supported yet",
    ],
    [
      "key that says user_provided in the environment",
      good.replace("apiKey: k", "apiKey: '${KEY}'"),
      { KEY: "user_provided" },
      "`apiKey` is `user_provided`, which is not supported yet",
    ],
    ["no key", "- { name: a, baseURL: 'https://a', models: { default: [m] } }", {}, "it has no `apiKey`"],
    ["no address", "- { name: a, apiKey: k, models: { default: [m] } }", {}, "it has no `baseURL`"],
    [
      "part of the address not set",
      good.replace("a.example", "${REGION}.example"),
      {},
      "`baseURL` refers to `REGION`, which is not set",
    ],
    ["no http address", good.replace("https:", "ftp:"), {}, "`baseURL` is no http address"],
    ["no models", good.replace("default: [m]", "default: []"), {}, "it names no models"],
    ["no models, but asks for them", good.replace("default: [m]", "fetch: true"), {}, undefined],
    ["no name", good.replace("name: a, ", ""), {}, "it has no `name`"],
    [
      "a built-in name",
      good.replace("name: a", "name: agents"),
      {},
      "its name is that of a built-in endpoint of LibreChat",
    ],
    [
      "a key in a header not set",
      good.replace("models:", "headers: { x-api-key: '${H}' }, models:"),
      {},
      "the header `x-api-key` refers to `H`, which is not set",
    ],
    ["another header not set", good.replace("models:", "headers: { x-trace: '${H}' }, models:"), {}, undefined],
  ])("%s", (_, entry, env, whyNot) => {
    const [endpoint] = endpointsOf(entry, env);
    expect([endpoint?.configured, endpoint?.whyNot]).toEqual([whyNot === undefined, whyNot]);
  });

  test("of two with one name the first counts", () => {
    expect(endpointsOf(`${good}\n${good}`).map(({ whyNot }) => whyNot)).toEqual([
      undefined,
      "another endpoint has the same name",
    ]);
  });

  test("an endpoint that is not configured is a warning, and a reason never holds a secret", () => {
    const { warnings } = loadYaml("endpoints: { custom: [{ name: a, apiKey: sk-canary, models: { default: [m] } }] }");
    expect(warnings).toEqual(["The endpoint `a` is not configured: it has no `baseURL`."]);
  });

  test("everything that the gateway needs is kept", () => {
    const [endpoint] = endpointsOf(
      "- { name: A, apiKey: k, baseURL: 'https://a/v1/', headers: { X: '${V}', N: 5, P: '{{LIBRECHAT_USER_ID}}' }, titleConvo: true, titleModel: t, modelDisplayLabel: L, dropParams: [stop], addParams: { safe: true, deep: { key: '${V}' } }, iconURL: 'https://i', models: { default: [m, { name: n, description: d }, m], fetch: true } }",
      { V: "v" },
    );
    expect(endpoint).toEqual({
      name: "A",
      apiKey: "k",
      baseURL: "https://a/v1",
      headers: { X: "v", N: "5", P: "{{LIBRECHAT_USER_ID}}" },
      titleConvo: true,
      titleModel: "t",
      modelDisplayLabel: "L",
      dropParams: ["stop"],
      addParams: { safe: true, deep: { key: "v" } },
      iconURL: "https://i",
      prices: {},
      models: { default: ["m", "n"], fetch: true },
      configured: true,
      whyNot: undefined,
    });
  });
});

describe("the id of a model's resource", () => {
  test.each([
    ["groq", "gemma-7b-it", /^groq\.gemma-7b-it$/],
    ["Mistral", "mistral-tiny", /^mistral\.mistral-tiny-[0-9a-f]{6}$/],
    ["OpenAI (DigitalOcean)", "openai-o3", /^openai-digitalocean\.openai-o3-[0-9a-f]{6}$/],
    ["OpenRouter", "meta-llama/llama-3-70b", /^openrouter\.meta-llama-llama-3-70b-[0-9a-f]{6}$/],
    ["日本", "模型", /^x\.x-[0-9a-f]{6}$/],
  ])("%s, %s", (endpoint, model, id) => expect(modelId(endpoint, model)).toMatch(id));

  test("different models have different ids, made of safe characters", () => {
    const name = fc.string({ unit: fc.constantFrom(..."aA.-/_ é"), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(name, name, name, name, (e1, m1, e2, m2) => {
        fc.pre(e1 !== e2 || m1 !== m2);
        expect(modelId(e1, m1)).not.toBe(modelId(e2, m2));
        expect(modelId(e1, m1)).toMatch(/^[a-z0-9._-]{1,200}$/);
      }),
      { numRuns: 5000 },
    );
  });
});
