import type { Backbone } from "../nn/backbone_plan.ts";

/** Channels of the authors' shallow and wide backbone. */
const SHALLOW_WIDE = 2048;

/**
 * Our counterpart of one of the authors' backbones.
 *
 * @param type A valid name.
 * @param width Of the embedding of parity sequences, the only one that the model chooses.
 */
export function backboneOf(type: string, width: number): Backbone {
  if (type === "none") return { kind: "none" };
  if (type === "parity_backbone") return { kind: "parity", width };
  if (type === "shallow-wide") return { kind: "shallow-wide", width: SHALLOW_WIDE };
  const [depth, cut] = type.slice("resnet".length).split("-").map(Number);
  return { kind: "resnet", depth, cut } as Backbone;
}

/** The authors' name of a backbone, or `null` where their code has none like it. */
export function backboneType(backbone: Backbone): string | null {
  switch (backbone.kind) {
    case "none":
      return "none";
    case "parity":
      return "parity_backbone";
    case "shallow-wide":
      return backbone.width === SHALLOW_WIDE ? "shallow-wide" : null;
    case "resnet":
      return `resnet${backbone.depth}-${backbone.cut}`;
    // Their digit models have it built in.
    case "mnist":
    case "small-conv":
      return null;
    default:
      return backbone satisfies never;
  }
}
