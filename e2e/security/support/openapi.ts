import type { Gatehouse } from "../../../packages/server/src/app.ts";
import type { Row } from "../matrix/row.ts";
import { methodOf, pathOf } from "./scene.ts";

/** A JSON schema, as far as the tests look into it. */
export interface Schema {
  type?: string | string[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  pattern?: string;
  additionalProperties?: boolean | Schema;
}

export interface Operation {
  /** Undefined where the route takes no body. */
  body: Schema | undefined;
  query: string[];
}

/** What the OpenAPI document says of each route. */
export class Operations {
  // biome-ignore lint/suspicious/noExplicitAny: a document of another's making
  private readonly document: any;

  constructor({ app }: Gatehouse) {
    this.document = app.swagger();
  }

  of(row: Row): Operation | undefined {
    const path = pathOf(row).replaceAll(/:(\w+)/g, "{$1}");
    const found = this.document.paths[path]?.[methodOf(row).toLowerCase()];
    if (!found) return undefined;
    const parameters: { in: string; name: string }[] = found.parameters ?? [];
    return {
      body: found.requestBody?.content?.["application/json"]?.schema,
      query: parameters.filter((one) => one.in === "query").map((one) => one.name),
    };
  }

  /** The schema behind a reference. */
  resolve(schema: Schema): Schema {
    const name = schema.$ref?.split("/").at(-1);
    return name === undefined ? schema : this.resolve(this.document.components.schemas[name]);
  }

  /** Every field of a schema, nested ones as `arg.conversationId` and `updated[].id`. */
  fields(schema: Schema | undefined, prefix = "", depth = 0): string[] {
    if (!schema || depth > 6) return [];
    const { properties = {}, items, anyOf = [], oneOf = [], allOf = [] } = this.resolve(schema);
    return [
      ...Object.entries(properties).flatMap(([name, field]) => [
        `${prefix}${name}`,
        ...this.fields(field, `${prefix}${name}.`, depth + 1),
      ]),
      ...this.fields(items, prefix === "" ? "[]." : `${prefix.slice(0, -1)}[].`, depth + 1),
      ...[...anyOf, ...oneOf, ...allOf].flatMap((one) => this.fields(one, prefix, depth + 1)),
    ];
  }
}
