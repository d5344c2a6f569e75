import { expect } from "vitest";
import { grant, type House, userOf } from "./house.ts";

/** In the texts that these make, and in no answer to whoever may not `use` them. */
export const CANARY = "canary-prompt-51d0";

/** A version, as it is written. */
export const version = (prompt = `Sum up {{text}} (${CANARY})`) => ({ prompt, type: "text" });

/** Prompts made over HTTP by the people of a house. */
export class PromptMaker {
  private readonly house: House;

  constructor(house: House) {
    this.house = house;
  }

  async made(wish: { prompt?: string; group?: object } = {}, person = "ada") {
    const body = { prompt: version(wish.prompt), group: { name: "Brief", ...wish.group } };
    const response = await this.house.as(person, "POST", "/api/prompts", body);
    expect(response.statusCode, response.body).toBe(200);
    const { prompt, group } = response.json();
    const id: string = group._id;
    return { prompt, group, id, url: `/api/prompts/groups/${id}`, headers: response.headers };
  }

  /** A further version. */
  async drafted({ url }: { url: string }, prompt: string, person = "ada"): Promise<{ _id: string }> {
    const response = await this.house.as(person, "POST", `${url}/prompts`, { prompt: version(prompt) });
    expect(response.statusCode, response.body).toBe(200);
    return response.json().prompt;
  }

  async shared({ id }: { id: string }, person: string, actions: readonly string[]) {
    const given = grant(userOf(person), `prompt:${id}`, actions);
    await this.house.change([given]);
    return given;
  }

  async get(person: string, url: string) {
    return (await this.house.as(person, "GET", url)).json();
  }

  async status(...call: Parameters<House["as"]>): Promise<number> {
    return (await this.house.as(...call)).statusCode;
  }
}
