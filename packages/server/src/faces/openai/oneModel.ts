import { wrong } from "./lines.ts";

/** By these a body has something else answered than the model that it names: other models (OpenRouter, LiteLLM), another place, another's key. */
const ELSEWHERE = [
  ...["models", "route", "fallbacks", "context_window_fallbacks", "content_policy_fallbacks", "model_list"],
  ...["api_base", "base_url", "api_key", "api_version", "custom_llm_provider", "user_config"],
];

/**
 * What may be asked, at what price, was asked for one model: a body that is handed on names no other. The operator may (`addParams`).
 * @throws {Problem} `request-invalid`
 */
export function requireOneModel(body: object): void {
  const found = ELSEWHERE.find((field) => Object.hasOwn(body, field));
  if (found !== undefined) throw wrong(found, "a request is for the one model that `model` names; leave this out");
}
