import { answering, isCapability } from "./catalogue/capabilities.ts";
import { contextFieldKinds, EngineError, type FeatureCatalogue, type TypeDefinition } from "./types.ts";

/** Allows on `moderate:content`: actions without a bit, known on every type (docs/model.md, "What"). */
export const HIDE = "hide";
export const RESTORE = "restore";

const HIGHEST_BIT = 32768;

/** A resource type as the decisions read it: names turned into bits and indexes, once. */
export interface Type {
  index: number;
  name: string;
  definition: TypeDefinition;
  bits: ReadonlyMap<string, number>;
  ownerBits: number;
  viewerBits: number;
  memberBits: number;
  /** Allows reach users only, not by way of a role; a service only what it owns (sealed types and links). */
  isNarrow: boolean;
  gate: Gate | null;
  /** Bit → the capabilities that cover it, implied ones included. */
  coveredBy: ReadonlyMap<number, readonly string[]>;
  /** Parent type's name → bit here → bits there that pass it down. */
  passedDown: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>;
  lentBit: number;
  shownBit: number;
  visitorBit: number;
}

/** Which features a gated type asks; -1 where the feature has no such permission. */
export interface Gate {
  permissionType: string;
  use: number;
  create: number;
  share: number;
}

/** What is declared as data: the types and the features. */
export class Declared {
  readonly features: FeatureCatalogue;
  readonly types: Type[] = [];
  /** `AGENTS.USE` → its index in a feature set. */
  readonly featureIndex = new Map<string, number>();
  private readonly byName = new Map<string, Type>();
  private readonly definitions = new Map<string, TypeDefinition>();
  private readonly given: number;

  constructor(types: readonly TypeDefinition[], features: FeatureCatalogue) {
    this.features = features;
    for (const [permissionType, permissions] of Object.entries(features))
      for (const permission of permissions)
        this.featureIndex.set(`${permissionType}.${permission}`, this.featureIndex.size);
    this.given = types.length;
    for (const type of types) this.definitions.set(type.name, type);
    for (const type of types) this.place(type, this.types.length);
  }

  type(name: string): Type | undefined {
    return this.byName.get(name);
  }

  /** Declared by a change, not given at the start: part of the state. */
  declaredLater(): TypeDefinition[] {
    return this.types
      .slice(this.given)
      .map((type) => type.definition)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Declares a type, or declares it again.
   * @returns the definition that it replaces, if any
   * @throws {EngineError} `type-invalid`
   */
  set(definition: TypeDefinition): TypeDefinition | undefined {
    const known = this.byName.get(definition.name);
    if (known && known.index < this.given)
      throw new EngineError("type-invalid", `\`${definition.name}\` is a built-in type`);
    for (const [action, bit] of known?.bits ?? [])
      if (definition.actions[action] !== bit)
        throw new EngineError(
          "type-invalid",
          `type \`${definition.name}\`: the bit of \`${action}\` is stored and must stay`,
        );
    const index = known?.index ?? this.types.length;
    if (index > 254) throw new EngineError("type-invalid", "there can be at most 255 types");
    this.compile(definition, index);
    this.definitions.set(definition.name, definition);
    this.place(definition, index);
    for (const child of this.types)
      if (child.name !== definition.name && definition.name in child.definition.inherits)
        this.place(child.definition, child.index);
    return known?.definition;
  }

  /** Takes back what `set` did. */
  unset(name: string, former: TypeDefinition | undefined): void {
    const index = this.byName.get(name)!.index;
    if (former) {
      this.definitions.set(name, former);
      this.place(former, index);
    } else {
      this.types.pop();
      this.byName.delete(name);
      this.definitions.delete(name);
    }
  }

  private place(definition: TypeDefinition, index: number): void {
    const type = this.compile(definition, index);
    this.types[index] = type;
    this.byName.set(definition.name, type);
  }

  private compile(definition: TypeDefinition, index: number): Type {
    const refuse = (why: string) => new EngineError("type-invalid", `type \`${definition.name}\`: ${why}`);
    if (!/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(definition.name)) throw refuse("its name must be letters and digits");
    if (["user", "service", "role"].includes(definition.name)) throw refuse("this name is a principal's");
    const bits = new Map(Object.entries(definition.actions));
    const seen = new Set<number>();
    for (const [action, bit] of bits) {
      if (action === HIDE || action === RESTORE || action === "create")
        throw refuse(`\`${action}\` exists on every type`);
      if (!Number.isInteger(bit) || bit < 1 || bit > HIGHEST_BIT || (bit & (bit - 1)) !== 0 || seen.has(bit))
        throw refuse(`action \`${action}\` needs one bit of its own, 1 to ${HIGHEST_BIT}`);
      seen.add(bit);
    }
    const bit = (action: string) => {
      const found = bits.get(action);
      if (found === undefined) throw refuse(`\`${action}\` is not one of its actions`);
      return found;
    };
    const union = (actions: readonly string[] = []) => actions.reduce((sum, action) => sum | bit(action), 0);
    for (const actions of Object.values(definition.roles)) union(actions);

    for (const [field, kind] of Object.entries(definition.contextFields ?? {})) {
      if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(field)) throw refuse(`\`${field}\` is no name of a context field`);
      if (!contextFieldKinds.includes(kind)) throw refuse(`\`${kind}\` is no kind of a context field`);
    }

    const coveredBy = new Map<number, string[]>();
    for (const [capability, actions] of Object.entries(definition.byCapability)) {
      if (!isCapability(capability)) throw refuse(`\`${capability}\` is not a capability`);
      for (const action of actions)
        coveredBy.set(bit(action), [...(coveredBy.get(bit(action)) ?? []), ...answering(capability)]);
    }
    const passedDown = new Map<string, Map<number, number[]>>();
    for (const [parentName, passes] of Object.entries(definition.inherits)) {
      const parent = parentName === definition.name ? definition : this.definitions.get(parentName);
      const sources = new Map<number, number[]>();
      for (const [parentAction, actions] of Object.entries(passes)) {
        const parentBit = parent?.actions[parentAction];
        // A parent type that is declared later brings its bits then.
        if (parentBit === undefined) continue;
        for (const action of actions) sources.set(bit(action), [...(sources.get(bit(action)) ?? []), parentBit]);
      }
      passedDown.set(parentName, sources);
    }
    return {
      index,
      name: definition.name,
      definition,
      bits,
      ownerBits: union(definition.roles.owner),
      viewerBits: union(definition.roles.viewer),
      memberBits: union(definition.membersHold),
      isNarrow: definition.sealed === true || definition.visitorAction !== undefined,
      gate: this.gateOf(definition, refuse),
      coveredBy,
      passedDown,
      lentBit: definition.lentAction === undefined ? 0 : bit(definition.lentAction),
      shownBit: definition.shownAction === undefined ? 0 : bit(definition.shownAction),
      visitorBit: definition.visitorAction === undefined ? 0 : bit(definition.visitorAction),
    };
  }

  private gateOf(definition: TypeDefinition, refuse: (why: string) => EngineError): Gate | null {
    if (definition.feature === null) return null;
    const permissions = this.features[definition.feature];
    if (!permissions) throw refuse(`\`${definition.feature}\` is not a permission type`);
    const index = (permission: string) => this.featureIndex.get(`${definition.feature}.${permission}`) ?? -1;
    return { permissionType: definition.feature, use: index("USE"), create: index("CREATE"), share: index("SHARE") };
  }
}
