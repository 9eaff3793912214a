import type { Backbone } from "./backbone_plan.ts";

/**
 * The default backbone: four convolutions whose last outputs see the whole of a 28x28 image, on a
 * 4x4 grid of 64 channels.
 */
export const DEFAULT_BACKBONE: Backbone = {
  kind: "small-conv",
  layers: [
    { channels: 16, size: 3, stride: 2 },
    { channels: 32, size: 3, stride: 2 },
    { channels: 32, size: 3, stride: 2 },
    { channels: 64, size: 3, stride: 1 },
  ],
};
